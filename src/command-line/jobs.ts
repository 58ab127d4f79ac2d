import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import type { Progress } from '../progress.ts';
import type { LoadTotals } from '../warehouse/load-records.ts';
import type { RejectedLine } from '../warehouse/rejected-lines.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the commands that write need of the pipeline; handed in by `pipeline/main.ts`. */
export interface Jobs {
  load(context: JobContext): Promise<LoadResult>;
  run(month: Month, context: JobContext): Promise<RunResult>;
  preview(month: Month, context: JobContext): Promise<RunResult>;
}

export interface JobContext {
  workspace: Workspace;
  /** The command as typed, for whoever finds the workspace locked. */
  command: string;
  threads: number;
  progress: Progress;
}

/** What a load took in. Source: DESIGN, "The command line". */
export interface LoadResult extends LoadTotals {
  /** Files that the sources match and that were known already, unchanged. */
  known: number;
  /** Files that were known under the same name with another content; both contents count. */
  changed: string[];
  /** Globs of the settings that match no file. */
  unmatched: string[];
  /** The first lines that were rejected within `rejects.max_share`. */
  first_rejects: RejectedLine[];
}

export interface RunResult {
  month: Month;
  load: LoadResult;
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  newNumbers: string[];
  outdated: {
    number: string;
    customer_id: string;
    issued_total: string;
    current_total: string;
  }[];
  /** Folder, relative to the workspace. */
  reports: string;
}
