import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import { packageRoot } from '../../base/package-root.ts';
import { sha256Of } from '../../base/sha256.ts';

/** Built entry of the worker, relative to the package. */
export const workerEntry = 'dist/pipeline/worker/main.js';

/** Code of the worker: what it does is the same wherever this is the same. */
export interface WorkerCode {
  /** Files of the package, relative to it and sorted: package.json, SQL, and the scripts that the worker needs. */
  names: readonly string[];
  /** Hash over their names and contents. */
  sha256: string;
}

const known = new Map<string, WorkerCode>();

/**
 * Lists the files of the worker's code. They are read once a process.
 *
 * @param root Folder of the package.
 * @throws {UserError} (exit 1) If the package was not built.
 */
export function workerCode(root = packageRoot()): WorkerCode {
  const code = known.get(root) ?? readCode(root);
  known.set(root, code);
  return code;
}

function readCode(root: string): WorkerCode {
  if (!existsSync(join(root, workerEntry)))
    throw new UserError(
      `There is no ${join(root, workerEntry)}.\nBuild the package first: npm run build`,
      exitCodes.failed,
    );
  const names = ['package.json', ...filesBelow(root, 'sql'), ...scriptsFrom(root, workerEntry)];
  names.sort();
  const lines = names.map((name) => `${sha256Of(readFileSync(join(root, name)))}  ${name}\n`);
  return { names, sha256: sha256Of(lines.join('')) };
}

/** Lists all files of a folder of the package. */
export function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length))
    .map((name) => name.replaceAll('\\', '/'));
}

/** Lists a built script and all that it imports. */
function scriptsFrom(root: string, entry: string): string[] {
  const found = new Set([entry]);
  for (const name of found) {
    const text = readFileSync(join(root, name), 'utf8');
    for (const [, imported] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+\.js)["']/g))
      found.add(posix.join(dirname(name), imported!));
  }
  return [...found];
}
