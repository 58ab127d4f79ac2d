import type { Month } from '../calendar/month.ts';
import type { Database, Row } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { Anomaly } from '../invoice/anomaly.ts';
import { trimZeros } from '../money/trim-zeros.ts';

/** Returns the anomalies of a month that the last run or preview found, in their order. */
export async function readAnomalies(warehouse: Database, month: Month): Promise<Anomaly[]> {
  const rows = await warehouse.rows<AnomalyRow>(queryText('warehouse/month_anomalies'), { month });
  return rows.map(({ hour, source, metric, app_id, ...row }) => ({
    code: row.code,
    month: row.month,
    day: row.usage_date,
    hour: hour === null ? null : Number(hour),
    ...(source === null ? {} : { source }),
    ...(metric === null ? {} : { metric }),
    ...(app_id === null ? {} : { app_id }),
    subject: row.subject,
    value: trimZeros(row.value),
    expected: trimZeros(row.expected),
    message: row.message,
  }));
}

/** A row of the table `anomalies`. */
interface AnomalyRow extends Row {
  month: string;
  code: string;
  usage_date: string | null;
  hour: bigint | null;
  source: string | null;
  metric: string | null;
  app_id: string | null;
  subject: string;
  value: string;
  expected: string;
  message: string;
}
