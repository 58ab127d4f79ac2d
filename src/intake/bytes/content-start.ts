import { fileChunks } from '../../base/file-chunks.ts';
import { DamagedArchive } from './damaged-archive.ts';
import type { FileCompression } from './delivered-format.ts';
import { expandedContent } from './expanded-content.ts';
import { openRegularFile } from './file-stat.ts';
import { damagedFile } from './verify-delivery.ts';

/** The first bytes of a content. */
export interface ContentStart {
  bytes: Buffer;
  /** True if the content has no more bytes. */
  isWhole: boolean;
}

/**
 * Reads the first bytes of the content of a file, without its compression.
 *
 * @throws {UserError} If the file cannot be read, or is damaged that far.
 */
export async function readContentStart(
  { path, name, compression }: { path: string; name: string; compression: FileCompression },
  mostBytes: number,
): Promise<ContentStart> {
  const { handle, stat } = await openRegularFile(path, name);
  const size = Number(stat.size);
  const parts: Buffer[] = [];
  let length = 0;
  try {
    const raw = fileChunks(handle, size, 64 * 1024);
    const { content } = await expandedContent({ name, compression, handle, size, raw });
    for await (const chunk of content) {
      parts.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > mostBytes) break;
    }
  } catch (error) {
    throw error instanceof DamagedArchive ? damagedFile({ name, compression }, error) : error;
  } finally {
    await handle.close();
  }
  return { bytes: Buffer.concat(parts).subarray(0, mostBytes), isWhole: length <= mostBytes };
}
