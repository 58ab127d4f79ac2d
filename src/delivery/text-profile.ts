import { Utf8Check } from './utf8-check.ts';

/** What one pass over the bytes of a text file tells about how it can be read. */
export interface TextProfile {
  /** Physical lines: line feeds, and a last line without one. Quotes are not looked at. */
  lines: number;
  hasQuote: boolean;
  hasCarriageReturn: boolean;
  hasNul: boolean;
  /** A byte 0x01, which separates line number and line in a cleaned NDJSON file. */
  hasSeparatorByte: boolean;
  /** Two line feeds in a row, or one at the start. */
  hasEmptyLine: boolean;
  /** A line longer than the limit, its line feed not counted. */
  hasOverlongLine: boolean;
  /** The UTF-8 byte order mark at the start. */
  hasByteOrderMark: boolean;
  isUtf8: boolean;
  /** A UTF-16 (or UTF-32) byte order mark, or every second byte of the start a NUL. */
  isUtf16: boolean;
}

const lineFeed = 0x0a;
const startBytes = 64;

/** Makes a {@link TextProfile} of chunks handed in one by one. */
export class TextProfiler {
  readonly #maxLineBytes: number;
  readonly #utf8 = new Utf8Check();
  #start: Buffer = Buffer.alloc(0);
  #lineFeeds = 0;
  /** Bytes since the last line feed. */
  #openLineBytes = 0;
  #isEmptyLineNext = true;
  #hasQuote = false;
  #hasCarriageReturn = false;
  #hasNul = false;
  #hasSeparatorByte = false;
  #hasEmptyLine = false;
  #hasOverlongLine = false;

  /** @param maxLineBytes Longest line that is not reported as overlong. */
  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#start.length < startBytes) {
      this.#start = Buffer.concat([this.#start, chunk.subarray(0, startBytes)]);
    }
    this.#utf8.add(chunk);
    this.#hasQuote ||= chunk.includes(0x22);
    this.#hasCarriageReturn ||= chunk.includes(0x0d);
    this.#hasNul ||= chunk.includes(0);
    this.#hasSeparatorByte ||= chunk.includes(1);
    this.#hasEmptyLine ||=
      (this.#isEmptyLineNext && chunk[0] === lineFeed) || chunk.includes('\n\n', 0, 'latin1');
    this.#isEmptyLineNext = chunk[chunk.length - 1] === lineFeed;
    for (let at = 0; at < chunk.length; at += this.#maxLineBytes) {
      this.#countLines(chunk.subarray(at, at + this.#maxLineBytes));
    }
  }

  profile(): TextProfile {
    return {
      lines: this.#lineFeeds + (this.#openLineBytes > 0 ? 1 : 0),
      hasQuote: this.#hasQuote,
      hasCarriageReturn: this.#hasCarriageReturn,
      hasNul: this.#hasNul,
      hasSeparatorByte: this.#hasSeparatorByte,
      hasEmptyLine: this.#hasEmptyLine,
      hasOverlongLine: this.#hasOverlongLine || this.#openLineBytes > this.#maxLineBytes,
      hasByteOrderMark: this.#start.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])),
      isUtf8: this.#utf8.isValid(),
      isUtf16: looksUtf16(this.#start.subarray(0, startBytes)),
    };
  }

  /** No line that lies within `part` can be too long: only those that cross its ends are measured. */
  #countLines(part: Buffer): void {
    let at = part.indexOf(lineFeed);
    if (at === -1) {
      this.#openLineBytes += part.length;
      return;
    }
    if (this.#openLineBytes + at > this.#maxLineBytes) this.#hasOverlongLine = true;
    let last = at;
    for (; at !== -1; at = part.indexOf(lineFeed, at + 1)) {
      this.#lineFeeds++;
      last = at;
    }
    this.#openLineBytes = part.length - last - 1;
  }
}

function looksUtf16(start: Buffer): boolean {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  if (start.length < 8) return false;
  const nuls = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) nuls[index % 2]!++;
  });
  const most = (start.length / 2) * 0.9;
  return (nuls[0]! >= most && nuls[1] === 0) || (nuls[1]! >= most && nuls[0] === 0);
}
