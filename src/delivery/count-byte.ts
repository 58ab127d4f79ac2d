import { open } from 'node:fs/promises';
import { fileChunks } from './file-chunks.ts';

/** How often a byte occurs in a file. */
export async function countByte(path: string, size: number, byte: number): Promise<number> {
  const handle = await open(path);
  try {
    let count = 0;
    for await (const chunk of fileChunks(handle, size, 1024 * 1024))
      count += occurrences(chunk, byte);
    return count;
  } finally {
    await handle.close();
  }
}

function occurrences(chunk: Buffer, byte: number): number {
  let count = 0;
  for (let at = chunk.indexOf(byte); at !== -1; at = chunk.indexOf(byte, at + 1)) count++;
  return count;
}
