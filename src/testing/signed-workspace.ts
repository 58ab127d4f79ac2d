import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey, type SigningKey } from '../tlog/note-key.ts';
import { imbill } from './command-line.ts';
import { tempFolder } from './temp-folder.ts';

/**
 * Gives a workspace a signing key, in a file outside of it, and signs its log.
 *
 * @returns The key.
 */
export async function signWorkspace(folder: string): Promise<SigningKey> {
  const key = newSigningKey('ledger.example', 1);
  const file = join(await tempFolder(), 'ledger.key');
  await writeFile(file, `${key.text}\n`, { mode: 0o600 });
  const settings = join(folder, 'imbill.yaml');
  const text = await readFile(settings, 'utf8');
  await writeFile(settings, `${text}log: { key: ${JSON.stringify(file)} }\n`);
  await signAgain(folder);
  return key;
}

/** Signs what the log has by now. */
export async function signAgain(folder: string): Promise<void> {
  const { exitCode, stderr } = await imbill(['load', '--workspace', folder]);
  if (exitCode !== 0) throw new Error(stderr);
}
