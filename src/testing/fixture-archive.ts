import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

/**
 * Unpacks an archive of fixtures/, such as `workspace-0.1.0`, into a new folder.
 *
 * @returns The folder of that name.
 */
export async function unpacked(name: string): Promise<string> {
  const folder = await tempFolder();
  execFileSync('tar', ['xzf', join(fixtures, `${name}.tar.gz`), '-C', folder]);
  return join(folder, name);
}
