import { exitCodes, UserError } from '../base/errors.ts';
import { monthOf } from '../calendar/month.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import { kindTable, type SourceKind } from '../metrics/source-kinds.ts';
import { recordAudit } from './audit.ts';
import type { KnownBatch } from './find-batch.ts';
import { nextMoment } from './moment.ts';
import { withdrawalReasons } from './withdrawn.ts';

/**
 * Takes a batch back, or in again, in one transaction: the mark, its reason in the audit, and what
 * was counted with it is forgotten, to be counted anew. Its segments stay.
 *
 * @returns Months that had been counted and have to be counted anew, ascending.
 * @throws {UserError} (exit 4) If the batch is as asked for already.
 */
export function markBatch(
  database: Database,
  batch: KnownBatch,
  action: 'withdraw' | 'restore',
  reason: string,
): Promise<string[]> {
  return database.transaction(async () => {
    if (batch.isWithdrawn === (action === 'withdraw')) throw await done(database, batch, action);
    const moment = await nextMoment(database);
    await database.run(
      action === 'withdraw'
        ? `update batches set withdrawn_at = ${moment} where batch_id = ${batch.batchId}`
        : `update batches set withdrawn_at = null, known_at = ${moment} where batch_id = ${batch.batchId}`,
    );
    await recordAudit(database, {
      action,
      subject: `batch ${batch.batchId}`,
      reason,
      detail: {
        ...{ source: batch.source, paths: batch.paths, sha256: batch.sha256 },
        lines: String(batch.lines),
      },
    });
    return forgetCounted(database, [batch]);
  });
}

async function done(
  database: Database,
  { batchId, path }: KnownBatch,
  action: 'withdraw' | 'restore',
): Promise<UserError> {
  const [last] = await database.rows<{ reason: string }>(
    `select reason from ${withdrawalReasons} as reasons where batch_id = ${batchId}`,
  );
  return new UserError(
    action === 'withdraw'
      ? `${path} (batch ${batchId}) was withdrawn already: ${last?.reason}\nNothing was changed. imbill load --restore ${batchId} --reason TEXT makes it count again.`
      : `${path} (batch ${batchId}) is not withdrawn; it counts.\nNothing was changed. imbill status shows which files are withdrawn.`,
    exitCodes.nothingToDo,
  );
}

/**
 * Forgets what was counted of the days that batches hold rows of, to be counted anew, within the
 * caller's transaction.
 *
 * @returns Months that had been counted, ascending.
 */
export async function forgetCounted(
  database: Database,
  batches: readonly { batchId: number | bigint; source: SourceKind }[],
): Promise<string[]> {
  const months: string[] = [];
  for (const source of new Set(batches.map((batch) => batch.source))) {
    const ids = batches.filter((batch) => batch.source === source).map(({ batchId }) => batchId);
    months.push(...(await forgetSource(database, source, ids)));
  }
  return [...new Set(months)].sort();
}

async function forgetSource(
  database: Database,
  source: SourceKind,
  batchIds: readonly (number | bigint)[],
): Promise<string[]> {
  const days = await database.rows<{ usage_date: string }>(
    `select distinct usage_date from segments where batch_id in (${batchIds.join(', ')}) order by usage_date`,
  );
  if (days.length === 0) return [];
  const touched = touchedBy(
    source,
    days.map(({ usage_date }) => usage_date),
  );
  const months = await countedMonths(database, touched.months);
  const { isReported, findings } = kindTable[source];
  const metrics = quotedList(currentSql().metricsOf(source, 'day'));
  const counted = isReported
    ? 'is_reported'
    : `not is_reported and list_contains(${metrics}, metric)`;
  await database.run(`delete from daily_usage where ${counted} and ${touched.days}`);
  await database.run(`delete from measured_days where source = '${source}' and ${touched.days}`);
  if (currentSql().metricsOf(source, 'month').length > 0)
    await forgetMonthlyUsers(database, touched.months);
  if (findings.length > 0)
    await database.run(
      `delete from usage_findings where list_contains(${quotedList(findings)}, code) and ${touched.days}`,
    );
  return months;
}

async function forgetMonthlyUsers(database: Database, months: string): Promise<void> {
  await database.run(
    `delete from monthly_users where ${months.replace('month', "strftime(usage_month, '%Y-%m')")}`,
  );
  await database.run(
    `delete from measured_days where source = 'logins of the month'
      and ${months.replace('month', "strftime(usage_date, '%Y-%m')")}`,
  );
}

/** Conditions on `usage_date` and `month`: a group exists on, so its event decides all later days. */
function touchedBy(source: SourceKind, days: readonly string[]): { days: string; months: string } {
  const months = [...new Set(days.map(monthOf))];
  if (kindTable[source].livesOn)
    return { days: `usage_date >= date '${months[0]}-01'`, months: `month >= '${months[0]}'` };
  return {
    days: `usage_date in (select cast(unnest(${quotedList(days)}) as date))`,
    months: `month in (select unnest(${quotedList(months)}))`,
  };
}

/** Months of the condition that were counted or issued. */
async function countedMonths(database: Database, condition: string): Promise<string[]> {
  const rows = await database.rows<{ month: string }>(
    `select distinct month from (
       select strftime(usage_date, '%Y-%m') as month from daily_usage
       union all select strftime(usage_date, '%Y-%m') from measured_days
       union all select month from invoices
     ) as counted where ${condition} order by month`,
  );
  return rows.map(({ month }) => month);
}
