import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere } from '../../base/is-there.ts';
import { sha256OfFile } from '../../base/sha256.ts';
import { packWorker, workerContents } from './pack-worker.ts';

/**
 * Returns the archive of this imbill's worker. It is packed once, and kept in a folder of its own until something in
 * it changes.
 *
 * @param root Folder of the package; this one if absent.
 */
export async function cachedWorker(
  folder: string,
  root?: string,
): Promise<{ path: string; sha256: string }> {
  const contents = await workerContents(root);
  const name = `${contents.sha256.slice(0, 32)}.tgz`;
  const path = join(folder, name);
  if (isThere(path)) return { path, sha256: await sha256OfFile(path) };
  await mkdir(folder, { recursive: true });
  const older = (await readdir(folder)).filter((file) => file !== name);
  for (const file of older) await rm(join(folder, file), { recursive: true, force: true });
  const { sha256 } = await packWorker(contents, path);
  return { path, sha256 };
}
