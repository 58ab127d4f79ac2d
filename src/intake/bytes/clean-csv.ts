import type { ByteWindow } from './byte-window.ts';
import { type Cleaner, type CleaningJob, cleanFile } from './clean-file.ts';
import { badHeader, parseCsvHeader } from './csv-header.ts';
import { lineProblem, passLine, physicalLine, textProblem } from './physical-line.ts';
import { refusal } from './refusal.ts';
import { RecordScanner, type ScannedRecord } from './scan-record.ts';
import { reasons, type StructuredFile, type StructureLimits } from './structured-file.ts';
import type { VerifiedDelivery } from './verify-delivery.ts';

const lineFeed = 0x0a;

/** Delimiter and columns of a CSV file, by which its records are told apart. */
interface CsvShape {
  delimiter: string;
  /** Columns in which a line break within quotes is wrong, by index from 0 or by name. */
  singleLineColumns: readonly (number | string)[];
}

/**
 * Copies the good records of a CSV file and its bad lines, see {@link structureCsv}.
 *
 * @throws {UserError} As there. No file is left then.
 */
export function cleanCsv(
  delivery: VerifiedDelivery,
  shape: CsvShape,
  limits: StructureLimits,
): Promise<StructuredFile> {
  return cleanFile(delivery, limits, (job) => CsvCleaner.start({ ...job, ...shape }));
}

type CsvJob = CleaningJob & CsvShape;

class CsvCleaner implements Cleaner {
  readonly header: string[];
  lines = 1;
  headers = 1;
  readonly #job: CsvJob;
  readonly #delimiter: number;
  readonly #headerBytes: Buffer;
  readonly #scanner: RecordScanner;
  #lineNumber: number;
  #rescannedBytes = 0;

  /** Reads the header. */
  static async start(job: CsvJob): Promise<CsvCleaner> {
    const { copy, delimiter } = job;
    const bytes = await readHeader(job);
    copy.text(`line_number${delimiter}`);
    copy.bytes(bytes, 0, bytes.length);
    copy.byte(lineFeed);
    return new CsvCleaner(job, bytes);
  }

  private constructor(job: CsvJob, headerBytes: Buffer) {
    this.#job = job;
    this.#lineNumber = 2 + (job.delivery.lineShift ?? 0);
    this.#delimiter = job.delimiter.charCodeAt(0);
    this.#headerBytes = headerBytes;
    this.header = parseCsvHeader(headerBytes.toString('utf8'), job.delimiter, job.delivery.name);
    const single = singleLineIndexes(job.singleLineColumns, this.header);
    this.#scanner = new RecordScanner({
      delimiter: this.#delimiter,
      maxRecordBytes: job.limits.maxRecordBytes,
      // A record with more fields than the header is none, so its last fields may end it as well.
      isSingleLine: (column) =>
        single.has(column) || (column >= this.header.length && single.size === this.header.length),
    });
  }

  /** Copies records until the window is empty or the output is full. */
  copyReady(): void {
    const { window, copy, rejects } = this.#job;
    while (window.isReady && !copy.isFull && !rejects.isFull) {
      if (!window.passMark()) this.#copyRecord();
    }
  }

  #copyRecord(): void {
    const { window, copy } = this.#job;
    this.lines++;
    if (this.#skipRepeatedHeader()) return;
    const record = this.#scanner.scan(window.bytes, window.start, window.end);
    const reason = record.reason === '' ? this.#recordProblem(record) : record.reason;
    if (reason !== '') {
      this.#rejectFirstLine(record, reason);
      return;
    }
    copy.number(this.#lineNumber);
    copy.byte(this.#delimiter);
    copy.bytes(window.bytes, window.start, record.contentEnd);
    copy.byte(lineFeed);
    this.#lineNumber += 1 + record.lineFeeds;
    window.start = record.next;
  }

  #skipRepeatedHeader(): boolean {
    const { window } = this.#job;
    const { bytes } = window;
    const header = this.#headerBytes;
    const at = window.start;
    if (bytes[at] !== header[0] || !isAt(window, at, header)) return false;
    const line = physicalLine(window);
    if (line.contentEnd !== at + header.length) return false;
    this.headers++;
    this.#lineNumber++;
    window.start = line.next;
    return true;
  }

  /** Finds the fault of a record whose quotes are right. An empty text means none. */
  #recordProblem({ fields, contentEnd }: ScannedRecord): string {
    const { window, delivery } = this.#job;
    if (contentEnd === window.start) return reasons.empty;
    if (fields !== this.header.length) {
      return `found ${fields} ${fields === 1 ? 'field' : 'fields'}, expected ${this.header.length}`;
    }
    if (delivery.isUtf8 && !delivery.hasNul) return '';
    return textProblem(window.bytes.subarray(window.start, contentEnd), delivery) ?? '';
  }

  #rejectFirstLine(record: ScannedRecord, reason: string): void {
    const { window, delivery, limits, rejects } = this.#job;
    const line = physicalLine(window);
    const problem = lineProblem(window, line, delivery, limits.maxRecordBytes);
    const isInColumn =
      problem === undefined &&
      record.reason !== '' &&
      record.column >= 0 &&
      record.columnStart < line.next;
    rejects.add({
      lineNumber: this.#lineNumber,
      columnName: isInColumn ? (this.header[record.column] ?? '') : '',
      value: window.bytes.subarray(isInColumn ? record.columnStart : line.start, line.contentEnd),
      reason: problem ?? (record.reached > line.next ? brokenByQuote(reason) : reason),
    });
    this.#countRescan(record.reached - line.next);
    this.#lineNumber++;
    passLine(window, line);
  }

  #countRescan(bytes: number): void {
    const { delivery, limits } = this.#job;
    this.#rescannedBytes += Math.max(bytes, 0);
    if (this.#rescannedBytes > limits.maxRescannedBytes) {
      throw tooManyOpenQuotes(delivery.name, this.#lineNumber);
    }
  }
}

/** Reads the bytes of the header after byte order marks, and refuses one that is no record. */
export async function readHeader({
  window,
  delimiter,
  delivery,
  limits,
}: Pick<CsvJob, 'window' | 'delimiter' | 'delivery' | 'limits'>): Promise<Buffer> {
  while ((await window.fill()) && window.passMark());
  const line = physicalLine(window);
  const problem = lineProblem(window, line, delivery, limits.maxRecordBytes);
  if (problem !== undefined) throw badHeader(delivery.name, `this is no header: ${problem}`);
  const scanner = new RecordScanner({
    delimiter: delimiter.charCodeAt(0),
    maxRecordBytes: limits.maxRecordBytes,
    isSingleLine: () => true,
  });
  const { reason } = scanner.scan(window.bytes, window.start, window.end);
  if (reason !== '') throw badHeader(delivery.name, `this is no header: ${reason}`);
  window.start = line.next;
  return Buffer.from(window.bytes.subarray(line.start, line.contentEnd));
}

/** Finds the columns in which a line break within quotes is wrong. Names that the header lacks are left out. */
export function singleLineIndexes(
  columns: readonly (number | string)[],
  header: readonly string[],
): Set<number> {
  const names = header.map((name) => name.toLowerCase());
  const indexes = columns.map((column) =>
    typeof column === 'number' ? column : names.indexOf(column.toLowerCase()),
  );
  return new Set(indexes.filter((index) => index !== -1));
}

function isAt({ bytes, end }: ByteWindow, at: number, wanted: Buffer): boolean {
  const stop = at + wanted.length;
  return stop <= end && bytes.compare(wanted, 0, wanted.length, at, stop) === 0;
}

function brokenByQuote(reason: string): string {
  return reason.startsWith('quote opened here')
    ? reason
    : `a quote opened in this line leads to a broken record: ${reason}`;
}

function tooManyOpenQuotes(name: string, lineNumber: number): Error {
  return refusal(
    `${name}, line ${lineNumber}`,
    'too many quotes before this line are opened and never closed',
    'fields in quotes that are closed, quotes within them doubled (RFC 4180)',
    'Correct the quoting of the file and deliver it again',
  );
}
