import { firstDay, lastDay, type Month } from '../calendar/month.ts';
import type { Database, Row } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { Anomaly } from '../invoice/anomaly.ts';
import { trimZeros } from '../money/trim-zeros.ts';

/** Returns the anomalies of a month that the last run or preview found, in their order. */
export async function readAnomalies(warehouse: Database, month: Month): Promise<Anomaly[]> {
  const rows = await warehouse.rows<AnomalyRow>(queryText('warehouse/month_anomalies'), {
    month,
    first: firstDay(month),
    last: lastDay(month),
  });
  return rows.map(({ hour, source, metric, app_id, days, ...row }) => ({
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
    ...(days === null ? {} : { days: days.split(' ').map(dayValue) }),
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
  /** Daily values, separated by blanks; a day without one is empty. */
  days: string | null;
}

function dayValue(text: string): string | null {
  return text === '' ? null : trimZeros(text);
}

/**
 * Tells whether the anomalies of a month were found from the same inputs before.
 *
 * @param inputs Hash of all that decides them.
 */
export async function areFound(
  warehouse: Database,
  month: Month,
  inputs: string,
): Promise<boolean> {
  const rows = await warehouse.rows(
    'select 1 as one from anomaly_inputs where month = $month and inputs = $inputs',
    { month, inputs },
  );
  return rows.length > 0;
}

/**
 * Replaces the anomalies of a month, in one transaction.
 *
 * @param inputs Hash of all that decides them; undefined if they must be found again next time.
 */
export async function recordAnomalies(
  warehouse: Database,
  month: Month,
  anomalies: readonly Anomaly[],
  inputs: string | undefined,
): Promise<void> {
  await warehouse.transaction(async () => {
    await warehouse.run('delete from anomalies where month = $month', { month });
    await warehouse.run('delete from anomaly_inputs where month = $month', { month });
    for (const [index, anomaly] of anomalies.entries()) await insert(warehouse, anomaly, index + 1);
    if (inputs !== undefined)
      await warehouse.run('insert into anomaly_inputs values ($month, $inputs)', { month, inputs });
  });
}

async function insert(warehouse: Database, anomaly: Anomaly, position: number): Promise<void> {
  const { month, code, day, hour, source, metric, app_id, subject, value, expected } = anomaly;
  await warehouse.run(
    `insert into anomalies values ($month, $position, $code, cast($day as date), $hour, $source, $metric,
      $appId, $subject, cast($value as decimal(38, 9)), cast($expected as decimal(38, 9)), $message)`,
    {
      ...{ month, position: BigInt(position), code, day, subject, value, expected },
      hour: hour === null ? null : BigInt(hour),
      source: source ?? null,
      metric: metric ?? null,
      appId: app_id ?? null,
      message: anomaly.message,
    },
  );
}
