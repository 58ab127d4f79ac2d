import { refusal } from './refusal.ts';

/** How a text is cut into pieces. */
export interface LineCut {
  /** Workspace-relative path, for messages. */
  name: string;
  /** Finds the offset after the last line end of a buffer; 0 if it has none. */
  endOfLines: (buffer: Buffer) => number;
  /** A text with a longer line is no log: it is read no further. */
  maxLineBytes: number;
}

/** Finds the offset after the last line feed of a text of single bytes. */
export function endOfLines(buffer: Buffer): number {
  return buffer.lastIndexOf(0x0a) + 1;
}

/**
 * Cuts chunks into pieces of whole lines. Only the last piece may end without a line end.
 *
 * @throws {UserError} If a line is too long.
 */
export async function* wholeLines(
  chunks: AsyncIterable<Buffer>,
  { name, endOfLines, maxLineBytes }: LineCut,
): AsyncGenerator<Buffer> {
  let open: Buffer[] = [];
  let openBytes = 0;
  for await (const chunk of chunks) {
    const end = endOfLines(chunk);
    if (end > 0) {
      yield Buffer.concat([...open, chunk.subarray(0, end)]);
      open = [];
      openBytes = 0;
    }
    const rest = Buffer.from(chunk.subarray(end));
    if (rest.length > 0) open.push(rest);
    openBytes += rest.length;
    if (openBytes > maxLineBytes) throw longLine(name, maxLineBytes);
  }
  if (openBytes > 0) yield Buffer.concat(open);
}

function longLine(name: string, maxLineBytes: number): Error {
  return refusal(
    name,
    `a line is longer than ${maxLineBytes} bytes; reading stopped there`,
    'files of lines; a line of up to 1 MiB is accepted',
    'Check the format and the encoding of the source, and that the file is a log',
  );
}
