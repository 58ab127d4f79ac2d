import type { ViewProblem } from '../analyst/views/view.ts';
import type { Month } from '../calendar/month.ts';
import type { CustomerChange } from '../invoice/customer-change.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { MissingDelivery } from '../invoice/missing-delivery.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import type { Closing } from '../ledger/closings.ts';
import type { AlertReport } from './alerts.ts';
import type { Anomaly } from './anomalies.ts';
import type { DraftApproval } from './approve.ts';
import type { LoadResult, ModelReport } from './load.ts';
import type { OpenItems } from './open-items.ts';

/** Options of a run. */
export interface RunOptions {
  /** Why the month is issued although it is not over; absent without `--incomplete`. */
  incompleteReason?: string | undefined;
  /** True if missing deliveries refuse the month; absent = `strict` of imbill.yaml decides. */
  isStrict?: boolean | undefined;
  /** Content hash of the approved drafts, or its first digits; other drafts are not issued. */
  approved?: string | undefined;
  /** Name of the person who issues; absent = the user of the process. */
  by?: string | undefined;
}

/** Result of a run or a preview of a month. */
export interface RunResult extends ModelReport, OpenItems, AlertReport {
  month: Month;
  load: LoadResult;
  invoices: InvoiceDocument[];
  summary: MonthSummary;
  newNumbers: string[];
  /** Deliveries that did not come, or are not as their manifests say. */
  missing_deliveries: MissingDelivery[];
  /** Deliveries that came after their grace. */
  late_deliveries: MissingDelivery[];
  /** Anomalies of the month, by kind, day and subject. */
  anomalies: Anomaly[];
  /** Files of the workspace's anomalies/ that were left out. */
  anomaly_problems: ViewProblem[];
  /** Changes of the customers since the month before. */
  customer_changes: CustomerChange[];
  /** Issued invoices whose total would differ if recalculated today. */
  outdated: {
    number: string;
    customer_id: string;
    issued_total: string;
    current_total: string;
  }[];
  /** Issued months whose days begin at other instants under today's time zone data. */
  zoneChanged: Month[];
  /** Closing of the month, or of a later one; null if the month is open. */
  closing: Closing | null;
  /** Content hash of the drafts that are shown or were issued; null if there was none. */
  drafts_sha256: string | null;
  /** Approvals of these drafts. */
  approvals: DraftApproval[];
  /** Folder of the reports, relative to the workspace. */
  reports: string;
}
