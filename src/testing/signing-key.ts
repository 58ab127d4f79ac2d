import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey } from '../tlog/note-key.ts';
import { tempFolder } from './temp-folder.ts';

/** Writes a new key of a ledger and returns the path of its file. */
export async function signingKey(name = 'example.com/ledger'): Promise<string> {
  const path = join(await tempFolder(), 'ledger.key');
  await writeFile(path, `${newSigningKey(name, 1).text}\n`, { mode: 0o600 });
  return path;
}
