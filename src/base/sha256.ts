import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { fileChunks } from './file-chunks.ts';

/** Returns the SHA-256 of a text in UTF-8, or of bytes, as lower-case hex. */
export function sha256Of(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** Returns the SHA-256 of bytes, as 32 bytes. */
export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}

/** Returns the SHA-256 of a file as lower-case hex. Memory does not grow with the file. */
export async function sha256OfFile(path: string): Promise<string> {
  const sha256 = createHash('sha256');
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    for await (const chunk of fileChunks(handle, size, 1 << 20)) sha256.update(chunk);
  } finally {
    await handle.close();
  }
  return sha256.digest('hex');
}
