import { type FileHandle, open } from 'node:fs/promises';

const lineFeed = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A window that slides over a file: after `fill`, `bytes` from `start` to `end` holds at least
 * `lookahead` bytes, or all that is left of the file. Whoever reads moves `start` forward.
 */
export class ByteWindow {
  readonly bytes: Buffer;
  start = 0;
  end = 0;
  isAtEnd = false;
  readonly #handle: FileHandle;
  readonly #lookahead: number;
  #isSkippingLine = false;

  private constructor(handle: FileHandle, lookahead: number, chunkBytes: number) {
    this.#handle = handle;
    this.#lookahead = lookahead;
    this.bytes = Buffer.allocUnsafe(lookahead + chunkBytes);
  }

  /**
   * Opens a file.
   *
   * @param chunkBytes Bytes to read from the file at a time.
   * @param fileBytes Size of the file: a small one needs no large window.
   */
  static async open(
    path: string,
    lookahead: number,
    chunkBytes: number,
    fileBytes: number,
  ): Promise<ByteWindow> {
    const most = fileBytes + 1;
    return new ByteWindow(await open(path), Math.min(lookahead, most), Math.min(chunkBytes, most));
  }

  /** True if the line at `start` can be read: it is there whole, or is longer than allowed. */
  get isReady(): boolean {
    if (this.#isSkippingLine || this.start === this.end) return false;
    return this.isAtEnd || this.end - this.start >= this.#lookahead;
  }

  /** Skips the rest of the line at `start`, which may be longer than any memory. */
  skipLine(): void {
    this.#isSkippingLine = true;
    this.#skip();
  }

  /** Skips a byte order mark at `start`: at the start of a file, or where `cat` put another one. */
  passMark(): boolean {
    const { bytes, start, end } = this;
    const stop = start + byteOrderMark.length;
    if (bytes[start] !== byteOrderMark[0] || stop > end) return false;
    if (bytes.compare(byteOrderMark, 0, byteOrderMark.length, start, stop) !== 0) return false;
    this.start = stop;
    return true;
  }

  /**
   * Reads until a line can be looked at.
   *
   * @returns False at the end of the file.
   */
  async fill(): Promise<boolean> {
    while (!this.isReady && !(this.isAtEnd && this.start === this.end)) {
      await this.#read();
      if (this.#isSkippingLine) this.#skip();
    }
    return this.isReady;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #read(): Promise<void> {
    this.bytes.copyWithin(0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
    const room = this.bytes.length - this.end;
    const wanted = Math.min(room, this.bytes.length - this.#lookahead);
    const { bytesRead } = await this.#handle.read(this.bytes, this.end, wanted);
    this.end += bytesRead;
    if (bytesRead === 0) this.isAtEnd = true;
  }

  #skip(): void {
    const at = this.bytes.subarray(this.start, this.end).indexOf(lineFeed);
    this.#isSkippingLine = at === -1 && !this.isAtEnd;
    this.start = at === -1 ? this.end : this.start + at + 1;
  }
}
