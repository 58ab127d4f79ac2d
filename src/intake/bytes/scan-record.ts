import { reasons } from './structured-file.ts';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Result of {@link RecordScanner.scan}. The next scan uses the same object again. */
export interface ScannedRecord {
  fields: number;
  /** Offset after the last byte of the record, without its line end. */
  contentEnd: number;
  /** Offset after the line end. */
  next: number;
  /** Line feeds within quotes. */
  lineFeeds: number;
  /** Reason why this is no record; empty for a good one. With a reason, the offsets above mean nothing. */
  reason: string;
  /** Zero-based column of the fault, and the offset where it begins; -1 if in none. */
  column: number;
  columnStart: number;
  /** Offset up to which bytes were read. */
  reached: number;
}

/** Form of the records to be found. */
export interface RecordShape {
  /** One byte. */
  delimiter: number;
  /** Longest record, without its line end. */
  maxRecordBytes: number;
  /** Tells whether a line break within quotes is wrong in the column of this index. */
  isSingleLine: (column: number) => boolean;
}

/**
 * Finds the end of CSV records in bytes, strictly by RFC 4180: quotes only around whole fields,
 * doubled within them. Lines end in LF or CRLF; outside quotes a CR elsewhere is wrong.
 */
export class RecordScanner {
  readonly #delimiter: number;
  readonly #maxRecordBytes: number;
  readonly #isSingleLine: (column: number) => boolean;
  readonly #found: ScannedRecord = {
    fields: 0,
    contentEnd: 0,
    next: 0,
    lineFeeds: 0,
    reason: '',
    column: -1,
    columnStart: -1,
    reached: 0,
  };

  constructor(shape: RecordShape) {
    this.#delimiter = shape.delimiter;
    this.#maxRecordBytes = shape.maxRecordBytes;
    this.#isSingleLine = shape.isSingleLine;
  }

  /**
   * Finds the end of the record at `start`.
   *
   * @param end End of the bytes: of the file, or at least `maxRecordBytes` + 2 after `start`.
   */
  scan(bytes: Buffer, start: number, end: number): ScannedRecord {
    const found = this.#found;
    const stop = Math.min(end, start + this.#maxRecordBytes + 2);
    found.lineFeeds = 0;
    found.reason = '';
    for (let column = 0, at = start; ; column++, at++) {
      const fieldStart = at;
      if (at < stop && bytes[at] === quote) at = this.#closingQuote(bytes, at, stop, column);
      else at = this.#unquotedEnd(bytes, at, stop);
      if (at === -1) return this.#bad(column, fieldStart);
      if (at < stop && bytes[at] === this.#delimiter) continue;
      if (at === stop && stop < end) return this.#bad(-1, -1, this.#overlong(), at);
      const next = lineEnd(bytes, at, end);
      if (next === -1) return this.#bad(column, fieldStart, unexpected(bytes, fieldStart, at), at);
      if (at - start > this.#maxRecordBytes) return this.#bad(-1, -1, this.#overlong(), at);
      found.fields = column + 1;
      found.contentEnd = at;
      found.next = next;
      found.reached = next;
      return found;
    }
  }

  /** Finds the first delimiter, quote, CR or LF; `stop` if there is none. */
  #unquotedEnd(bytes: Buffer, start: number, stop: number): number {
    const delimiter = this.#delimiter;
    for (let at = start; at < stop; at++) {
      const byte = bytes[at]!;
      if (byte === delimiter || byte === lineFeed) return at;
      if (byte === quote || byte === carriageReturn) return at;
    }
    return stop;
  }

  /** Finds the offset after the closing quote. -1 means a fault, which is noted. */
  #closingQuote(bytes: Buffer, start: number, stop: number, column: number): number {
    const found = this.#found;
    const isSingleLine = this.#isSingleLine(column);
    for (let at = start + 1; at < stop; at++) {
      const byte = bytes[at]!;
      if (byte === quote) {
        if (at + 1 >= stop || bytes[at + 1] !== quote) return at + 1;
        at++;
      } else if (byte === lineFeed || byte === carriageReturn) {
        if (isSingleLine) {
          this.#bad(column, start, 'quote opened here is not closed on its line', at);
          return -1;
        }
        if (byte === lineFeed) found.lineFeeds++;
      }
    }
    this.#bad(column, start, 'quote opened here is never closed', stop);
    return -1;
  }

  #overlong(): string {
    return `record is longer than ${this.#maxRecordBytes} bytes`;
  }

  #bad(column: number, columnStart: number, reason?: string, reached?: number): ScannedRecord {
    const found = this.#found;
    found.column = column;
    found.columnStart = columnStart;
    if (reason !== undefined) found.reason = reason;
    if (reached !== undefined) found.reached = reached;
    return found;
  }
}

/** Finds the offset after the line end at `at`; -1 if there is none. The end of the file is one, also after a CR. */
function lineEnd(bytes: Buffer, at: number, end: number): number {
  if (at === end) return end;
  if (bytes[at] === lineFeed) return at + 1;
  if (bytes[at] !== carriageReturn) return -1;
  if (at + 1 === end) return end;
  return bytes[at + 1] === lineFeed ? at + 2 : -1;
}

function unexpected(bytes: Buffer, fieldStart: number, at: number): string {
  if (bytes[at] === carriageReturn) return reasons.carriageReturn;
  if (bytes[fieldStart] === quote) return 'text after the closing quote';
  return 'quote inside a field that does not begin with one';
}
