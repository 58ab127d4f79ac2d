import { Zip, ZipDeflate } from 'fflate';
import { exitCodes, UserError } from '../../base/errors.ts';

/** Most bytes that a reader without ZIP64 can hold. */
const mostBytes = 2 ** 32 - 1;

/** Bytes that are compressed at a time: the compressed bytes depend on where their input is cut. */
const pieceBytes = 2 ** 16;

/**
 * Writes a ZIP archive part by part. Its bytes depend on its content alone, so JavaScript compresses it: the zlib of a
 * system differs.
 */
export class ZipStream {
  #out: Uint8Array[] = [];
  #outBytes = 0;
  #part: ZipDeflate | undefined;
  #partBytes = 0;
  readonly #piece = new Uint8Array(pieceBytes);
  #filled = 0;
  readonly #zip = new Zip((error, bytes) => {
    if (error) throw error;
    this.#out.push(bytes);
    this.#outBytes += bytes.length;
  });

  /** Begins a part and closes the one before. */
  open(path: string): void {
    this.#part = new ZipDeflate(path, { level: 6 });
    // A ZIP has local times: this gives equal bytes in every zone.
    this.#part.mtime = new Date(1980, 0, 1, 12);
    this.#partBytes = 0;
    this.#zip.add(this.#part);
  }

  /**
   * Writes text.
   *
   * @throws {UserError} (exit 2) If a part or the archive becomes larger than 4 GB.
   */
  write(text: string): void {
    const bytes = Buffer.from(text);
    this.#partBytes += bytes.length;
    if (Math.max(this.#partBytes, this.#outBytes) > mostBytes) throw tooLarge();
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + pieceBytes - this.#filled);
      this.#piece.set(bytes.subarray(from, to), this.#filled);
      this.#filled += to - from;
      from = to;
      if (this.#filled === pieceBytes) this.#push(false);
    }
  }

  close(): void {
    this.#push(true);
    this.#part = undefined;
  }

  finish(): void {
    this.#zip.end();
  }

  /** Returns what was written since the last call. */
  take(): Uint8Array {
    return Buffer.concat(this.#out.splice(0));
  }

  #push(isLast: boolean): void {
    this.#part!.push(this.#piece.slice(0, this.#filled), isLast);
    this.#filled = 0;
  }
}

function tooLarge(): UserError {
  return new UserError(
    'The workbook would be larger than 4 GB.\nExport fewer months, or use --format parquet or csv.',
    exitCodes.wrongUsage,
  );
}
