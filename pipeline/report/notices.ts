import type { Month } from '../../src/calendar/month.ts';
import type { Anomaly } from '../../src/invoice/anomaly.ts';
import type { AlertReport } from '../../src/jobs/alerts.ts';
import type { Notice } from '../effects/with-hooks.ts';
import type { BilledMonth } from '../issue/billed-month.ts';

/** Result of a run or a preview, as far as commands are told of it. */
interface Noticed extends BilledMonth, Pick<AlertReport, 'alerts'> {
  month: Month;
  /** Anomalies that no earlier command told. */
  newAnomalies: readonly Anomaly[];
  /** Folder of the reports, relative to the workspace. */
  reports: string;
}

/** Lists what a load brought: its alerts. */
export function noticesOfLoad({ alerts }: Pick<AlertReport, 'alerts'>): Notice[] {
  return alerts.map((alert) => ({ event: 'alert', month: alert.month, alert }));
}

/** Lists what a run or a preview brought: issued invoices, alerts and new anomalies. */
export function noticesOfRun(result: Noticed): Notice[] {
  return [
    ...noticesOfIssue(result),
    ...noticesOfLoad(result),
    ...result.newAnomalies.map(noticeOfAnomaly),
  ];
}

function noticeOfAnomaly({ days: _, ...anomaly }: Anomaly): Notice {
  return { event: 'anomaly', month: anomaly.month, anomaly };
}

function noticesOfIssue({ month, invoices, newNumbers, summary, reports }: Noticed): Notice[] {
  if (newNumbers.length === 0) return [];
  const issued = invoices.filter(({ number }) => newNumbers.includes(number));
  return [
    {
      event: 'issued',
      month,
      invoices: issued.map(
        ({ number, customer_id, customer_name, currency, total, tax, issue_date, due_date }) => ({
          ...{ number, customer_id, customer_name, currency, total },
          ...(tax !== undefined && { net: tax.net, tax: tax.tax, gross: tax.gross }),
          ...{ issue_date, due_date },
        }),
      ),
      totals: summary.totals,
      reports,
    },
  ];
}
