import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { fillWholeFolder } from '../../src/base/whole-folder.ts';
import { bundleNames } from '../../src/proof/bundle.ts';
import type { BundleFile } from '../../src/proof/bundle-files.ts';

/**
 * Writes a bundle to a folder of its own, completely or not at all. A folder with the same bytes stays as it is. Files
 * of other names, such as the invoice's PDF, stay in it.
 *
 * @param folder Folder of the bundle, as a path of this machine.
 * @throws {UserError} (exit 1) If it cannot be written.
 */
export async function writeBundle(
  folder: string,
  files: ReadonlyMap<string, BundleFile>,
): Promise<void> {
  try {
    const before = filesBelow(folder);
    const number = folder.slice(dirname(folder).length + 1);
    const others = before.filter((name) => !isOfBundle(name, number));
    const isSame =
      before.length - others.length === files.size &&
      [...files].every(([name, content]) => holds(join(folder, name), content));
    if (isSame) return;
    await fillWholeFolder(folder, async (aside) => fill(aside, files, { folder, others }), {
      isReplaced: true,
      isSynced: false,
    });
  } catch (error) {
    throw notWritten(dirname(folder), error);
  }
}

/** Returns the error of a folder that cannot be written. */
export function notWritten(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return new UserError(
    `The proofs cannot be written to ${folder} (${code}).\nName a folder that can be written with --out DIR.`,
    exitCodes.failed,
    { cause: error },
  );
}

/** Copies the files of others and writes those of the bundle. Not synced: a proof can be written again. */
function fill(
  aside: string,
  files: ReadonlyMap<string, BundleFile>,
  { folder, others }: { folder: string; others: readonly string[] },
): void {
  for (const name of others) cpSync(join(folder, name), join(aside, name));
  for (const [name, content] of files) {
    if (name.startsWith('before/')) mkdirSync(join(aside, 'before'), { recursive: true });
    writeFileSync(join(aside, name), content);
  }
}

/** Names of the files of a folder and of `before` in it; none if it is not there. */
function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Tells if a file is one that a bundle may have, also if this one has it no more. */
function isOfBundle(name: string, number: string): boolean {
  if (name.startsWith('before/')) return true;
  return (Object.values(bundleNames(number)) as string[]).includes(name);
}

function holds(path: string, content: BundleFile): boolean {
  try {
    return readFileSync(path).equals(Buffer.from(content as Uint8Array));
  } catch {
    return false;
  }
}
