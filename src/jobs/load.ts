import type { ViewProblem } from '../analyst/views/view.ts';
import type { Finding } from '../invoice/document.ts';
import type { RecordedPayments } from '../ledger/payments.ts';
import type { LateMonth } from '../warehouse/late-data.ts';
import type { LoadTotals } from '../warehouse/load-records.ts';
import type { RejectedLine } from '../warehouse/rejected-lines.ts';

/** Options of a load. */
export interface LoadOptions {
  /** A kind of source, a path or a glob; files that match it are read again, changed or not. */
  again?: string | undefined;
  /** Why files are read again; recorded in the audit. */
  reason?: string | undefined;
}

/** Result of a load; its keys are those of `--json`. */
export interface LoadResult extends LoadTotals {
  /** Number of files that match the sources, were loaded before and did not change. */
  known: number;
  /** Payments of accounts/payments.csv; absent in a workspace without payments. */
  payments?: RecordedPayments;
  /** Paths of tables that were not looked at, as the command used no Spark; their loaded rows count. Absent without. */
  tables_not_read?: string[];
  /** Paths of unfinished and hidden files, which are not deliveries. */
  left_out: string[];
  /** Paths of files whose content changed since they were loaded. */
  changed: string[];
  /** Files without a successful login, by path. */
  all_failed: FailedFile[];
  /** Large files that were read by one thread, by path. */
  read_by_one: UncutFile[];
  /** The changed files, each with the batch of its earlier content, which no longer counts. */
  replaced: { path: string; batch_id: number }[];
  /** Files with appended lines, by path, and how many lines. */
  grown: { path: string; lines: number }[];
  /** Files that were read again for other settings or on request, by path. */
  read_again: ReadAgain[];
  /** Files that should be read again but are missing; the rows read before still count. */
  gone: { path: string; batch_id: number; because: 'settings' | 'asked' }[];
  /** Bandwidth files without a node and with the content of another file; both count once. */
  same_content: { path: string; same_as: string }[];
  /** Globs of the settings that match no file. */
  unmatched: string[];
  /** Issued months for which this load brought rows. */
  late: LateMonth[];
  /** Files with the content of a withdrawn batch, which stays withdrawn. */
  withdrawn: WithdrawnFile[];
  /** Months whose user ids were stored, as they had rows with ids before `user_ids: hmac`; absent if none. */
  user_ids_kept?: string[];
  /** Refunds of months not issued yet that differ from the published rule; absent if none. */
  refunds_to_check?: Finding[];
  /** The first lines that were rejected within `rejects.max_share`. */
  first_rejects: RejectedLine[];
}

/** A file without a successful login. */
export interface FailedFile {
  path: string;
  /** The most frequent results. */
  words: string[];
}

/** A large file that could not be cut at line ends. */
export interface UncutFile {
  path: string;
  /** Quotes that can hold line ends, or a format that is not made of lines. */
  because: 'quotes' | 'json' | 'parquet';
}

/** A known file that was read again. */
export interface ReadAgain {
  path: string;
  because: 'settings' | 'asked';
  /** True if the new rows differ and replaced the earlier ones. */
  has_other_rows: boolean;
}

/** A file with the content of a withdrawn batch. */
export interface WithdrawnFile {
  [column: string]: string | number;
  path: string;
  batch_id: number;
  /** Why the batch was withdrawn. */
  reason: string;
}

/** Problems with the analysts' own views, part of the result of several jobs. */
export interface ModelReport {
  /** Files of `models` in imbill.yaml that did not become a view of the snapshot, by path. */
  model_problems: ViewProblem[];
}
