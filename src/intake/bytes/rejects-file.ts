import { quotedCsvField } from '../../base/csv.ts';
import { refusal } from './refusal.ts';
import { ScratchWriter } from './scratch-writer.ts';

const maxValueCharacters = 200;
const maxCharacterBytes = 4;

/** A bad line, or its rest from the bad column on. */
export interface RejectedLine {
  /** Physical line, the first is 1. */
  lineNumber: number;
  /** Empty if no single column is wrong. */
  columnName: string;
  /** The line, or its rest from the wrong column on. At most 200 characters are written. */
  value: Buffer;
  reason: string;
}

/**
 * The lines of a file that are no records, as CSV: `line_number`, `column_name`, `value`, `reason`. Bytes that
 * are no text appear as U+FFFD. The file is created with its first line.
 */
export class RejectsFile {
  readonly #path: string;
  #pending: string[] = [];
  #writer: ScratchWriter | undefined;
  #count = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get count(): number {
    return this.#count;
  }

  /** Path of the file, if there are rejects. */
  get path(): string | undefined {
    return this.#count === 0 ? undefined : this.#path;
  }

  /** True if it is time to `flush`. */
  get isFull(): boolean {
    return this.#pending.length >= 1000;
  }

  add({ lineNumber, columnName, value, reason }: RejectedLine): void {
    this.#count++;
    this.#pending.push(
      `${lineNumber},${quotedCsvField(columnName)},${quotedCsvField(textOf(value))},${quotedCsvField(reason)}\n`,
    );
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    if (this.#writer === undefined) {
      this.#writer = await ScratchWriter.create(this.#path);
      this.#writer.text('line_number,column_name,value,reason\n');
    }
    for (const line of this.#pending) this.#writer.text(line);
    this.#pending = [];
    await this.#writer.flush();
  }

  /** Writes what is left and closes the file. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#writer?.finish();
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.#writer?.discard();
  }
}

/** A file with more bad lines than this, and as many as good ones, is no log. */
const mostBadLines = 1_000_000;

/**
 * Refuses a file of which most lines are bad, before they fill the disk.
 *
 * @throws {UserError} If there are more than a million of them and more than half of all.
 */
export function assertMostAreGood(
  name: string,
  { lines, rejected }: { lines: number; rejected: number },
  most = mostBadLines,
): void {
  if (rejected <= most || rejected <= lines / 2) return;
  throw refusal(
    name,
    `${rejected} of its first ${lines} lines are no records; reading stopped there`,
    'files of which most lines can be read',
    'Check that the file is a log of this kind, and have it delivered again',
  );
}

function textOf(value: Buffer): string {
  const text = value.subarray(0, maxValueCharacters * maxCharacterBytes).toString('utf8');
  return Array.from(text).slice(0, maxValueCharacters).join('').replaceAll('\0', '\ufffd');
}
