import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import type { LoadResult, ModelReport } from './load.ts';
import type { OpenItems } from './open-items.ts';

/** Options of a run. */
export interface RunOptions {
  /** Why the month is issued although it is not over; absent without `--incomplete`. */
  incompleteReason?: string | undefined;
}

/** Result of a run or a preview of a month. */
export interface RunResult extends ModelReport, OpenItems {
  month: Month;
  load: LoadResult;
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  newNumbers: string[];
  /** Issued invoices whose total would differ if recalculated today. */
  outdated: {
    number: string;
    customer_id: string;
    issued_total: string;
    current_total: string;
  }[];
  /** Issued months whose days begin at other instants under today's time zone data. */
  zoneChanged: Month[];
  /** Folder of the reports, relative to the workspace. */
  reports: string;
}
