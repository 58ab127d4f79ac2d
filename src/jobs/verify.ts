import type { Month } from '../calendar/month.ts';
import type { Difference } from '../ledger/difference.ts';
import type { DocumentState } from '../ledger/document-states.ts';
import type { ErasedRows } from '../ledger/verify/verify-erasures.ts';
import type { VerifiedLog } from '../ledger/verify/verify-log.ts';

/** Documents to verify; everything without `number` and `month`. */
export interface VerifyOptions {
  number?: string | undefined;
  month?: Month | undefined;
  /** True if the segments of the lake are not read. */
  isQuick: boolean;
  /** File with an older checkpoint that the log must still begin with; absent = none. */
  since?: string | undefined;
}

/** Result of a verification: what was compared, and every difference. */
export interface Verification {
  /** A number, a month, or `all`. */
  scope: string;
  documents: number;
  facts: number;
  reports: number;
  batches: number;
  /** Number of files of the lake that were read and hashed. */
  segments: number;
  segments_skipped: boolean;
  /** Months with data that came after the issue; their usage today may differ, so it is not compared. */
  usage_not_compared: string[];
  /** True if the rows of all tables were compared with the state after the last command. */
  sealed: boolean;
  /** The log that proofs are made from. */
  log: VerifiedLog;
  /** Number of files of `out/` that were compared. */
  out_files: number;
  /** Missing folders of `out/`, which is no damage. */
  out_missing: string[];
  /** Files of `out/<month>/` that the ledger does not know, which is no damage. */
  out_unknown: string[];
  /** Erasures of raw rows behind the documents, which is no damage; absent if there were none. */
  rows_erased?: ErasedRows[];
  differences: Difference[];
}

/** A received file, compared with the issued reports. */
export interface VerifiedFile {
  /** Path as the user named it. */
  file: string;
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
  /** True if exactly these bytes were issued. */
  issued: boolean;
  /** The document that it is, or seems to be. */
  number?: string;
  /** Name of the report that it is, or seems to be. */
  report?: string;
  /** SHA-256 of that report, if the file differs from it. */
  report_sha256?: string;
  month?: string;
  customer_id?: string;
  /** State of the document today: issued, corrected or voided. */
  status?: DocumentState;
  /** A sentence on how the file differs from an issued report; only if it was not issued. */
  hint?: string;
}
