import type { Closing } from '../ledger/closings.ts';
import type { AppStatus } from '../rating/app-status.ts';
import type { AppArrears } from '../snapshot/read/arrears.ts';
import type { RejectedLine } from '../warehouse/rejected-lines.ts';
import type { RaisedAlert } from './alerts.ts';
import type { PublishedLog } from './log.ts';
import type { OpenItems } from './open-items.ts';

/** Everything that was loaded, refused and issued in a workspace, and its last changes. */
export interface WorkspaceStatus extends OpenItems {
  /** The last alerts, oldest first. */
  alerts: RaisedAlert[];
  sources: SourceStatus[];
  /** Tables as they were loaded last, by path; absent without one. */
  tables?: LoadedTable[];
  /** Number of files with content that was loaded before. */
  duplicates: bigint;
  withdrawn: WithdrawnBatch[];
  /** Number of rejected lines. */
  rejected: bigint;
  /** The first rejected lines. */
  rejects: RejectedLine[];
  refused: RefusedFile[];
  /** Issued documents by month and currency. */
  months: BilledMonth[];
  /** Months with drafts, as the last preview calculated them. */
  drafts: DraftStatus[];
  /** Closings that hold, by month. */
  closings: Closing[];
  /** The log after the last command that wrote; absent before the first. */
  log?: PublishedLog;
  /** The last entries of the audit, oldest first. */
  audit: AuditEntry[];
}

/** Lines that were loaded from one source. */
export interface SourceStatus {
  [column: string]: string | bigint | null;
  source: string;
  files: bigint;
  lines: bigint;
  headers: bigint;
  accepted: bigint;
  rejected: bigint;
  first_day: string | null;
  last_day: string | null;
}

/** A table as it was loaded last. */
export interface LoadedTable {
  [column: string]: string | bigint;
  source: string;
  path: string;
  /** `snapshot` and its id, or the fingerprint of the rows of a table without snapshots. */
  state: string;
  rows: bigint;
}

/** A batch that no longer counts. */
export interface WithdrawnBatch {
  [column: string]: string | bigint;
  batch_id: bigint;
  path: string;
  lines: bigint;
  reason: string;
}

/** A file that was refused as a whole. */
export interface RefusedFile {
  [column: string]: string;
  path: string;
  reason: string;
}

/** Number and total of a month's documents in one currency. */
export interface BilledMonth {
  [column: string]: string | bigint;
  month: string;
  invoices: bigint;
  currency: string;
  total: string;
}

/** Drafts of a month that is not issued, or not to all customers. */
export interface DraftStatus {
  month: string;
  /** Content hash. */
  drafts_sha256: string;
  /** Number of drafts. */
  customers: bigint;
  /** RFC 3339, UTC. */
  made_at: string;
  /** False if files of the month were loaded, withdrawn or restored since. */
  is_current: boolean;
  /** Names of those who approved these drafts. */
  approved_by: string[];
}

/** A recorded change. */
export interface AuditEntry {
  [column: string]: string | bigint;
  entry: bigint;
  action: string;
  subject: string;
  reason: string;
  recorded_at: string;
  recorded_by: string;
}

/** An app with its customer. */
export interface OwnedApp {
  app_id: string;
  app_name: string;
  customer_id: string;
  customer_name: string;
  price_list: string;
}

/** Plans, packs and orders of an app, and its state on one day. */
export type OwnedAppStatus = OwnedApp &
  AppStatus & {
    /** Overdue documents on the day, by currency; absent if there are none. */
    arrears?: AppArrears[];
  };
