import { countTwoBytes } from './count-byte.ts';
import { Utf8Check } from './utf8-check.ts';

/** What one pass over the bytes of a text file tells about how it can be read. */
export interface TextProfile {
  /** Physical lines: line feeds, and a last line without one. Quotes are not looked at. */
  lines: number;
  /** How often the delimiter occurs, within quotes too. */
  delimiters: number;
  /** A space, a tab of either kind or a form feed. */
  hasBlank: boolean;
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
const blanks = [0x20, 0x09, 0x0b, 0x0c];
const startBytes = 64;

/** What a profile is taken for. */
export interface ProfileOptions {
  /** Longest line that is not reported as overlong. */
  maxLineBytes: number;
  /** One ASCII character. */
  delimiter: string;
}

/** Makes a {@link TextProfile} of chunks handed in one by one. */
export class TextProfiler {
  readonly #maxLineBytes: number;
  readonly #delimiter: number;
  readonly #utf8 = new Utf8Check();
  #start: Buffer = Buffer.alloc(0);
  #lineFeeds = 0;
  #delimiters = 0;
  #hasBlank = false;
  /** Bytes since the last line feed. */
  #openLineBytes = 0;
  #isEmptyLineNext = true;
  #hasQuote = false;
  #hasCarriageReturn = false;
  #hasNul = false;
  #hasSeparatorByte = false;
  #hasEmptyLine = false;
  #hasOverlongLine = false;

  constructor({ maxLineBytes, delimiter }: ProfileOptions) {
    this.#maxLineBytes = maxLineBytes;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#start.length < startBytes) {
      this.#start = Buffer.concat([this.#start, chunk.subarray(0, startBytes)]);
    }
    this.#utf8.add(chunk);
    this.#hasBlank ||= blanks.some((blank) => chunk.includes(blank));
    this.#hasQuote ||= chunk.includes(0x22);
    this.#hasCarriageReturn ||= chunk.includes(0x0d);
    this.#hasNul ||= chunk.includes(0);
    this.#hasSeparatorByte ||= chunk.includes(1);
    this.#hasEmptyLine ||=
      (this.#isEmptyLineNext && chunk[0] === lineFeed) || chunk.includes('\n\n', 0, 'latin1');
    this.#isEmptyLineNext = chunk[chunk.length - 1] === lineFeed;
    const [lineFeeds, delimiters] = countTwoBytes(chunk, lineFeed, this.#delimiter);
    this.#lineFeeds += lineFeeds;
    this.#delimiters += delimiters;
    for (let at = 0; at < chunk.length; at += this.#maxLineBytes) {
      this.#measureLines(chunk.subarray(at, at + this.#maxLineBytes));
    }
  }

  profile(): TextProfile {
    return {
      lines: this.#lineFeeds + (this.#openLineBytes > 0 ? 1 : 0),
      delimiters: this.#delimiters,
      hasBlank: this.#hasBlank,
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
  #measureLines(part: Buffer): void {
    const first = part.indexOf(lineFeed);
    if (first === -1) {
      this.#openLineBytes += part.length;
      return;
    }
    if (this.#openLineBytes + first > this.#maxLineBytes) this.#hasOverlongLine = true;
    this.#openLineBytes = part.length - part.lastIndexOf(lineFeed) - 1;
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
