import { randomBytes } from 'node:crypto';
import { chmod, open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { NewKeyOptions, ShownKey } from '../../src/jobs/log.ts';
import { isKeyName, newSigningKey, type SigningKey } from '../../src/tlog/note-key.ts';
import { readKeyFile, readWorkspaceKey, refuseInside } from '../../src/workspace/key-file.ts';
import { readLogSettings } from '../../src/workspace/settings.ts';

/**
 * Makes a key and writes it to a file that only this user can read.
 *
 * @throws {UserError} (exit 2) If the file is there, or the name cannot be one; (exit 3) inside a workspace.
 */
export async function newKey({ file, name, isWitness }: NewKeyOptions): Promise<ShownKey> {
  const chosen =
    name ?? `imbill-${isWitness ? 'witness' : 'ledger'}/${randomBytes(4).toString('hex')}`;
  if (!isKeyName(chosen))
    throw new UserError(
      `The name ${JSON.stringify(chosen)} cannot be that of a key.\nAccepted: a text without spaces and without +, such as example.com/ledger.`,
      exitCodes.wrongUsage,
    );
  const path = resolve(file);
  refuseInside(path);
  const key = newSigningKey(chosen, isWitness ? 4 : 1);
  await writeKey(path, key);
  return shown(key, path);
}

/**
 * Shows the public key of a file, or of the key that the workspace uses.
 *
 * @throws {UserError} (exit 3) If there is none.
 */
export async function showKey(
  file: string | undefined,
  { workspace }: Pick<JobContext, 'workspace'>,
): Promise<ShownKey> {
  if (file !== undefined) return shown(await readKeyFile(resolve(file)), resolve(file));
  const key = await readWorkspaceKey(workspace, await readLogSettings(workspace.settings));
  if (key !== undefined) return shown(key, null);
  throw new UserError(
    'No key is set.\nAccepted: log.key in imbill.yaml, the variable IMBILL_KEY, or imbill key show FILE.\nMake a key with: imbill key new FILE',
    exitCodes.badInput,
  );
}

/** A file that is there is never written over: without its key a log cannot go on. */
async function writeKey(path: string, { text }: SigningKey): Promise<void> {
  const handle = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    const isThere = error.code === 'EEXIST';
    throw new UserError(
      isThere
        ? `The file ${path} is there already; it was not changed.\nAccepted: a new file.\nName another one.`
        : `The key file ${path} cannot be written (${error.code}).\nName a file in a folder that is there and that this user may write.`,
      isThere ? exitCodes.wrongUsage : exitCodes.failed,
      { cause: error },
    );
  });
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
    await chmod(path, 0o600);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function shown({ verifier }: SigningKey, file: string | null): ShownKey {
  const type = verifier.type === 4 ? 'witness' : 'ledger';
  return { file, name: verifier.name, vkey: verifier.text, type };
}
