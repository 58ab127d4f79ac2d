import { isUtf8 } from 'node:buffer';
import { countTwoBytes } from './count-byte.ts';
import { Utf8Check } from './utf8-check.ts';

/** Facts about the bytes of a text file that decide how it can be read. */
export interface TextProfile {
  /** Physical lines: line feeds, and a last line without one. Quotes are not looked at. */
  lines: number;
  /** Number of delimiters, within quotes too. */
  delimiters: number;
  /** A space, a tab of either kind or a form feed; or the first byte of a character that is not seen. */
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
  /** A line longer than any id may be. */
  hasLongLine: boolean;
  /** The UTF-8 byte order mark at the start. */
  hasByteOrderMark: boolean;
  /** The UTF-8 byte order mark anywhere else, as `cat` of two files leaves it. */
  hasInnerByteOrderMark: boolean;
  isUtf8: boolean;
  /** A UTF-16 (or UTF-32) byte order mark, or NUL bytes at the start where UTF-16 has them. */
  isUtf16: boolean;
}

const lineFeed = 0x0a;
/** Bytes that blanks are or begin with: ASCII, U+00A0, U+1680, U+2000 and further, U+3000, U+FEFF. */
const blanks = [0x20, 0x09, 0x0b, 0x0c, 0xc2, 0xe1, 0xe2, 0xe3, 0xef];
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** Bytes at the start of a text that tell UTF-16. */
export const startBytes = 512;

/** Longest id, in bytes; as sql/staging/macros.sql has it. */
export const longestIdBytes = 16_384;

/** Options of a profile. */
export interface ProfileOptions {
  /** Longest line that is not reported as overlong. */
  maxLineBytes: number;
  /** One ASCII character. */
  delimiter: string;
}

/** Builds a {@link TextProfile} from chunks, one by one. */
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
  /** Length of the longest line, if it is longer than any id. */
  #longestLineBytes = 0;
  /** The last two bytes so far. */
  #last: Buffer = Buffer.alloc(0);
  #hasInnerByteOrderMark = false;
  #isEmptyLineNext = true;
  #hasQuote = false;
  #hasCarriageReturn = false;
  #hasNul = false;
  #hasSeparatorByte = false;
  #hasEmptyLine = false;

  constructor({ maxLineBytes, delimiter }: ProfileOptions) {
    this.#maxLineBytes = maxLineBytes;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#lookForMark(chunk);
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
    const partBytes = Math.min(this.#maxLineBytes, longestIdBytes);
    for (let at = 0; at < chunk.length; at += partBytes) {
      this.#measureLines(chunk.subarray(at, at + partBytes));
    }
  }

  /** Bytes since the last line feed. */
  get openLineBytes(): number {
    return this.#openLineBytes;
  }

  /** Lines so far, one that goes on counted. */
  get lines(): number {
    return this.#lineFeeds + (this.#openLineBytes > 0 ? 1 : 0);
  }

  profile(): TextProfile {
    const longestLineBytes = Math.max(this.#longestLineBytes, this.#openLineBytes);
    return {
      lines: this.lines,
      delimiters: this.#delimiters,
      hasBlank: this.#hasBlank,
      hasQuote: this.#hasQuote,
      hasCarriageReturn: this.#hasCarriageReturn,
      hasNul: this.#hasNul,
      hasSeparatorByte: this.#hasSeparatorByte,
      hasEmptyLine: this.#hasEmptyLine,
      hasOverlongLine: longestLineBytes > this.#maxLineBytes,
      hasLongLine: longestLineBytes > longestIdBytes,
      hasByteOrderMark: this.#start.subarray(0, 3).equals(byteOrderMark),
      hasInnerByteOrderMark: this.#hasInnerByteOrderMark,
      isUtf8: this.#utf8.isValid(),
      isUtf16: looksUtf16(this.#start.subarray(0, startBytes)),
    };
  }

  #lookForMark(chunk: Buffer): void {
    const isFirst = this.#last.length === 0;
    const seam = Buffer.concat([this.#last, chunk.subarray(0, 2)]);
    this.#hasInnerByteOrderMark ||=
      chunk.includes(byteOrderMark, isFirst ? 1 : 0) || (!isFirst && seam.includes(byteOrderMark));
    this.#last = Buffer.concat([this.#last, chunk.subarray(-2)]).subarray(-2);
  }

  /** Measures the lines that cross the ends of `part`. A line within it cannot be too long. */
  #measureLines(part: Buffer): void {
    const first = part.indexOf(lineFeed);
    if (first === -1) {
      this.#openLineBytes += part.length;
      return;
    }
    this.#longestLineBytes = Math.max(this.#longestLineBytes, this.#openLineBytes + first);
    this.#openLineBytes = part.length - part.lastIndexOf(lineFeed) - 1;
  }
}

/**
 * Tells whether a text looks like UTF-16. Latin text has a NUL in every character, Chinese text in its commas
 * and line ends, always on the same side. The first line of Chinese text is no UTF-8 either.
 */
function looksUtf16(start: Buffer): boolean {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const nuls = [0, 0];
  let beside = 0;
  start.forEach((byte, index) => {
    if (byte !== 0) return;
    nuls[index % 2]!++;
    if (isCommon(start[index ^ 1])) beside++;
  });
  const most = Math.max(...nuls);
  if (start.length < 8 || Math.min(...nuls) > 0 || most === 0) return false;
  if (most >= (start.length / 2) * 0.9) return true;
  const firstLine = start.subarray(0, start.indexOf(lineFeed) + 1 || start.length);
  return most >= 2 && beside === most && !isUtf8(firstLine);
}

/** Tells whether a byte is a printable character of ASCII, a tab or a line end. */
function isCommon(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || [0x09, 0x0a, 0x0d].includes(byte));
}
