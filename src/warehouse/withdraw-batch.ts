import { exitCodes, UserError } from '../base/errors.ts';
import { monthOf } from '../calendar/month.ts';
import { type Database, quotedList } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import { kindTable, type SourceKind } from '../metrics/source-kinds.ts';
import { recordAudit } from './audit.ts';
import type { KnownBatch } from './find-batch.ts';
import { assertNotRemoved } from './removed-rows.ts';
import { nextSequenceNumber } from './sequence-number.ts';

/**
 * Withdraws or restores a batch in one transaction, records the reason in the audit, and deletes the
 * measurements of its days. Its segments stay.
 *
 * @returns Months to measure again, ascending.
 * @throws {UserError} (exit 4) If the batch is already withdrawn, or counts already.
 */
export function markBatch(
  database: Database,
  batch: KnownBatch,
  action: 'withdraw' | 'restore',
  reason: string,
): Promise<string[]> {
  return database.transaction(async () => {
    if (batch.isWithdrawn === (action === 'withdraw'))
      throw await alreadyDone(database, batch, action);
    const sequenceNumber = await nextSequenceNumber(database);
    await database.run(
      action === 'withdraw'
        ? `update batches set withdrawn_sequence_number = ${sequenceNumber} where batch_id = ${batch.batchId}`
        : `update batches set withdrawn_sequence_number = null, known_sequence_number = ${sequenceNumber} where batch_id = ${batch.batchId}`,
    );
    await recordAudit(database, {
      action,
      subject: `batch ${batch.batchId}`,
      reason,
      detail: {
        source: batch.source,
        paths: batch.paths,
        sha256: batch.sha256,
        lines: String(batch.lines),
      },
    });
    return forgetMeasured(database, [batch]);
  });
}

async function alreadyDone(
  database: Database,
  { batchId, path }: KnownBatch,
  action: 'withdraw' | 'restore',
): Promise<UserError> {
  const [last] = await database.rows<{ reason: string }>(
    `select reason from withdrawal_reasons where batch_id = ${batchId}`,
  );
  return new UserError(
    action === 'withdraw'
      ? `${path} (batch ${batchId}) is already withdrawn: ${last?.reason}\nNothing was changed. imbill load --restore ${batchId} --reason TEXT makes it count again.`
      : `${path} (batch ${batchId}) is not withdrawn: it counts.\nNothing was changed. imbill status shows which files are withdrawn.`,
    exitCodes.nothingToDo,
  );
}

/**
 * Deletes the measurements of all days that batches have rows of, within the caller's transaction.
 *
 * @returns Months to measure again, ascending.
 * @throws {UserError} (exit 4) If raw rows of such a day were removed: it cannot be measured again.
 */
export async function forgetMeasured(
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
  await assertNotRemoved(
    database,
    source,
    days.map(({ usage_date }) => usage_date),
  );
  const changed = changedTime(
    source,
    days.map(({ usage_date }) => usage_date),
  );
  const known = await database.rows<{ month: string }>(queryText('warehouse/measured_months'));
  const { isReported, findings } = kindTable[source];
  const metrics = quotedList(currentSql().metricsOf(source, 'day'));
  const measured = isReported
    ? 'is_reported'
    : `not is_reported and list_contains(${metrics}, metric)`;
  await database.run(`delete from daily_usage where ${measured} and ${changed.days}`);
  await database.run(`delete from measured_days where source = '${source}' and ${changed.days}`);
  if (currentSql().metricsOf(source, 'month').length > 0)
    await forgetMonthlyUsers(database, changed.months);
  if (findings.length > 0)
    await database.run(
      `delete from usage_findings where list_contains(${quotedList(findings)}, code) and ${changed.days}`,
    );
  return known.map(({ month }) => month).filter(changed.hasMonth);
}

/** Deletes monthly users; they are measured again with their month. */
async function forgetMonthlyUsers(database: Database, months: readonly string[]): Promise<void> {
  const isChanged = (day: string) =>
    `list_contains(${quotedList(months)}, strftime(${day}, '%Y-%m'))`;
  await database.run(`delete from monthly_users where ${isChanged('usage_month')}`);
  await database.run(
    `delete from measured_days where source = 'logins of the month' and ${isChanged('usage_date')}`,
  );
}

interface ChangedTime {
  /** SQL condition on `usage_date`. */
  days: string;
  /** Months of the changed rows. */
  months: string[];
  hasMonth: (month: string) => boolean;
}

/** Returns the days and months that change with rows of a source. A group event changes all later days. */
function changedTime(source: SourceKind, days: readonly string[]): ChangedTime {
  const months = [...new Set(days.map(monthOf))];
  if (kindTable[source].livesOn)
    return {
      days: `usage_date >= date '${months[0]}-01'`,
      months,
      hasMonth: (month) => month >= months[0]!,
    };
  return {
    days: `usage_date in (select cast(unnest(${quotedList(days)}) as date))`,
    months,
    hasMonth: (month) => months.includes(month),
  };
}
