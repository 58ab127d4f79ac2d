import type { Database } from '../../duckdb/duckdb.ts';
import type { ByteWork } from '../bytes/byte-work.ts';
import type { DeliveredRecords } from './delivered-lines.ts';

/** The two that read a file: DuckDB its rows, and byte work its bytes. */
export interface FileReader {
  database: Database;
  bytes: ByteWork;
}

/** How texts of one shape become records. */
export interface TextShape {
  /** Texts of one entry and with equal keys become records by the same SQL. */
  key: string;
  /**
   * Builds the records of texts that are read one after the other, as if they were one.
   *
   * @param lineNumber SQL of the number of a row's line.
   */
  recordsOf(paths: string | readonly string[], lineNumber: string): DeliveredRecords;
}

/** A text that DuckDB reads, and how it becomes records: alone, or with others of its shape. */
export interface OpenedText extends TextShape {
  path: string;
  /** True if each row begins with the number of its line. */
  hasLineNumbers: boolean;
}

/** A verified file that is ready to be judged: the same shape for every format. */
export interface OpenedFile {
  records: DeliveredRecords;
  /** Headers, records, and the lines that are none. */
  lines: number;
  headers: number;
  /** CSV file of the lines that are no records, see rejects-file.ts; absent where there are none. */
  rejectsPath?: string;
  /** True if no text of the file can hold a blank or be longer than an id; nothing is looked for then. */
  isFreeOfBlanks?: boolean;
  /** Text of the records; absent if the file is no text of lines. */
  text?: OpenedText;
  /** Copies that were made of the file, to be removed. */
  copies: readonly string[];
  /** Opens the file in a more careful way, for where DuckDB refuses it or its lines do not add up. */
  reopen?: () => Promise<OpenedFile>;
  /** Returns the error of a file that DuckDB could not read, for the user. */
  explain?: (error: unknown) => unknown;
}
