import type { ViewProblem } from '../analyst/views/view.ts';
import type { Month } from '../calendar/month.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import type { Anomaly } from './anomalies.ts';
import type { LoadResult, ModelReport } from './load.ts';

/** Result of a run or a preview of a month. */
export interface RunResult extends ModelReport {
  month: Month;
  load: LoadResult;
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  newNumbers: string[];
  /** Anomalies of the month, by kind, day and subject. */
  anomalies: Anomaly[];
  /** Files of the workspace's anomalies/ that were left out. */
  anomaly_problems: ViewProblem[];
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
