import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { packageRoot } from '../../src/base/package-root.ts';
import { writeWholeFiles } from '../../src/base/whole-files.ts';
import { notWritten } from './write-bundle.ts';

/** Files of the verifier: for Node, and for a browser. */
const names = ['verify.mjs', 'verify.html'];

/**
 * Writes the verifier of this package beside proofs.
 *
 * @returns The names of its files.
 * @throws {UserError} (exit 1) If the package was built without it, or the folder cannot be written.
 */
export async function writeVerifier(folder: string): Promise<string[]> {
  const files: [string, Uint8Array][] = [];
  for (const name of names) files.push([name, await verifierFile(name)]);
  try {
    await mkdir(folder, { recursive: true });
    await writeWholeFiles(folder, files);
  } catch (error) {
    throw notWritten(folder, error);
  }
  return names;
}

async function verifierFile(name: string): Promise<Uint8Array> {
  const path = join(packageRoot(), 'dist', 'verifier', name);
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `The verifier cannot be read from ${path} (${error.code}).\nInstall imbill again: its package has this file.`,
      exitCodes.failed,
      { cause: error },
    );
  });
}
