import { type FileHandle, open, rm } from 'node:fs/promises';

const fullAtBytes = 1024 * 1024;
const zero = 0x30;

/** Writes a scratch file through a buffer: many small writes in memory, `flush` to the file. */
export class ScratchWriter {
  readonly path: string;
  readonly #handle: FileHandle;
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #used = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /**
   * Creates the file.
   *
   * @throws If the file exists.
   */
  static async create(path: string): Promise<ScratchWriter> {
    return new ScratchWriter(path, await open(path, 'wx'));
  }

  /** True if it is time to `flush`. */
  get isFull(): boolean {
    return this.#used >= fullAtBytes;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#used += this.#buffer.write(text, this.#used);
  }

  bytes(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#used += source.copy(this.#buffer, this.#used, start, end);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#used++] = value;
  }

  /** Writes a whole number, 0 or more, in decimal digits. */
  number(value: number): void {
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    this.#reserve(digits);
    for (let at = this.#used + digits - 1, rest = value; at >= this.#used; at--) {
      const tenth = Math.floor(rest / 10);
      this.#buffer[at] = zero + rest - tenth * 10;
      rest = tenth;
    }
    this.#used += digits;
  }

  async flush(): Promise<void> {
    for (let at = 0; at < this.#used; ) {
      at += (await this.#handle.write(this.#buffer, at, this.#used - at)).bytesWritten;
    }
    this.#used = 0;
  }

  /** Writes what is left and closes the file. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#handle.close();
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.path, { force: true });
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#used + count));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
