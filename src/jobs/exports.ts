import type { Month } from '../calendar/month.ts';
import type { Choice, DatasetName, ExportFormat } from '../exports/choice.ts';
import type { Target } from '../exports/destination.ts';
import type { WrittenFile } from '../exports/new-folder.ts';
import type { WrittenRows } from '../exports/write-datasets.ts';
import type { FocusVersion } from '../focus/versions.ts';
import type { SqlLimits } from './sql.ts';

/** Datasets to export as one file. */
export interface ExportDataOptions extends SqlLimits {
  /** One dataset; several only as the sheets of a workbook. */
  datasets: readonly DatasetName[];
  format: ExportFormat;
  choice: Choice;
  target: Target;
}

/** Rows and file of an export; SHA-256 in lower-case hex. */
export interface DataExport extends WrittenRows {
  bytes: number;
  sha256: string;
}

/** Issued documents to export as FOCUS Cost and Usage. */
export interface ExportFocusOptions {
  version: FocusVersion;
  choice: Choice;
  /** Name of the service provider; undefined = the issuer of the documents. */
  provider: string | undefined;
  format: 'csv' | 'parquet';
  /** A new or empty folder. */
  out: string;
}

/** Documents that were exported, and the files. */
export interface FocusExport {
  documents: number;
  rows: number;
  files: WrittenFile[];
}

export const journalFormats = ['csv', 'hledger'] as const;
export type JournalFormat = (typeof journalFormats)[number];

/** A month to export for the general ledger. */
export interface ExportJournalOptions {
  month: Month;
  format: JournalFormat;
  target: Target;
}

/** The written journal of a month; SHA-256 in lower-case hex. */
export interface JournalExport {
  month: Month;
  /** False while documents and payments can still be booked in the month. */
  isClosed: boolean;
  transactions: number;
  postings: number;
  bytes: number;
  sha256: string;
}
