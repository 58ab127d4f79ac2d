import { chmod, copyFile } from 'node:fs/promises';

/** Copies a file as one that this process makes: the copy does not take over who may read the original. */
export async function copyAsOwn(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o666 & ~process.umask());
}
