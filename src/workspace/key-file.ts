import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { isThere } from '../base/is-there.ts';
import { readSmallText, refusedFile } from '../base/small-file.ts';
import { FormatError } from '../tlog/format-error.ts';
import { type KeyType, parseSigningKey, type SigningKey } from '../tlog/note-key.ts';
import type { LogSettings } from './log-settings.ts';
import { type Workspace, workspaceAt } from './workspace.ts';

/** Environment variable with the path of the signing key, or the key itself. It wins over `log.key`. */
const keyVariable = 'IMBILL_KEY';
const mostKeyBytes = 4096;
const madeBy: Record<KeyType, string> = {
  1: 'imbill key new FILE',
  4: 'imbill key new FILE --witness',
};

/**
 * Reads the signing key of a workspace, from `IMBILL_KEY` or the file that `log.key` names.
 *
 * @returns Undefined if neither is set.
 * @throws {UserError} (exit 3) If the file is missing, inside the workspace, open to others, or holds no
 *   signing key.
 */
export async function readWorkspaceKey(
  workspace: Workspace,
  { key }: LogSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SigningKey | undefined> {
  const given = environment[keyVariable]?.trim();
  if (given?.startsWith('PRIVATE+KEY+')) return parsedKey(given, keyVariable, 1);
  if (given) return readOutside(resolve(given));
  return key === undefined ? undefined : readOutside(resolve(workspace.root, key));
}

/**
 * Reads a key file.
 *
 * @param type Type that the key must have: 1 signs a log, 4 is a witness's; absent = either.
 * @throws {UserError} (exit 3) If it is missing, open to others, or holds no such key.
 */
export async function readKeyFile(path: string, type?: KeyType): Promise<SigningKey> {
  const text = await readSmallText(path, mostKeyBytes).catch((error) => {
    throw refusedFile(`The key file ${path}`, error);
  });
  await refuseOpenFile(path);
  return parsedKey(text.replace(/\r?\n$/, ''), `The key file ${path}`, type);
}

/**
 * Refuses a key file inside any workspace: backups and exports of the workspace would hold it.
 *
 * @throws {UserError} (exit 3) Naming both.
 */
export function refuseInside(path: string): void {
  const root = foldersAbove(realOf(path)).find((folder) => isThere(workspaceAt(folder).settings));
  if (root === undefined) return;
  throw new UserError(
    `The key file ${path} is inside the workspace ${root}. Whoever gets a copy of the workspace could sign in its name.\nAccepted: a file in another folder.\nMove it, and set log.key in imbill.yaml to its new place.`,
    exitCodes.badInput,
  );
}

/** Lists the folder of a path and all above it. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

function readOutside(path: string): Promise<SigningKey> {
  refuseInside(path);
  return readKeyFile(path, 1);
}

async function refuseOpenFile(path: string): Promise<void> {
  const mode = (await stat(path)).mode & 0o777;
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new UserError(
    `The key file ${path} can be read or written by others (mode ${mode.toString(8).padStart(4, '0')}).\nAccepted: a file of this user alone.\nRun: chmod 600 ${path}`,
    exitCodes.badInput,
  );
}

function parsedKey(text: string, where: string, type?: KeyType): SigningKey {
  const key = parsed(text, where);
  if (type === undefined || key.verifier.type === type) return key;
  const found = key.verifier.type === 4 ? 'the key of a witness' : 'the key of a ledger';
  throw new UserError(
    `${where} holds ${found} (${key.verifier.name}).\nAccepted: a key made with ${madeBy[type]}.`,
    exitCodes.badInput,
  );
}

function parsed(text: string, where: string): SigningKey {
  try {
    return parseSigningKey(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UserError(
      `${where} holds no signing key. ${error.message}.\nAccepted: the text that imbill key new wrote.\nName another file, or make a key.`,
      exitCodes.badInput,
      { cause: error },
    );
  }
}

/** Follows links as far as the path is there. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = resolve(path, '..');
    return parent === path ? path : resolve(realOf(parent), relative(parent, path));
  }
}
