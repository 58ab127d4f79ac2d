import { exitCodes, UserError } from '../../src/base/errors.ts';
import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { type Month, monthOf, previousMonth } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { KeptMonth, RetainedRows, RetainOptions } from '../../src/jobs/erase.ts';
import { type ErasedRejects, recordErasure, rejectHashes } from '../../src/warehouse/erasures.ts';
import { rowMark } from '../../src/warehouse/hash-segments.ts';
import type { Effects } from '../effects/effects.ts';
import { isMeasured } from '../measure/measure.ts';
import { publishAfter } from '../report/publish.ts';
import { deliveredFilesOf } from './delivered-files-of.ts';
import { changedRejects } from './erase-texts.ts';
import { forgetCaches } from './forget-caches.ts';

/** Removes old raw rows and publishes the snapshot, in which they have no rows. */
export function retainAndPublish(options: RetainOptions, effects: Effects): Promise<RetainedRows> {
  return options.isDryRun
    ? retain(options, effects)
    : publishAfter(effects, () => retain(options, effects));
}

/**
 * Removes the raw logins and bandwidth of months that are older than some months, counted from the month of the
 * clock. Their counts stay. Groups stay, as they count in all later months; so do daily values. A month stays that is
 * not measured or not issued.
 *
 * @throws {UserError} (exit 4) If months are old enough and none of them can be removed.
 */
async function retain(
  { months, reason, isDryRun }: RetainOptions,
  effects: Effects,
): Promise<RetainedRows> {
  const { warehouse } = effects;
  const keptFrom = monthBefore(
    monthOf(billingDayOf(effects.now(), effects.settings.timezone)),
    months,
  );
  const old = (await removableSegments(warehouse)).filter(({ month }) => month < keptFrom);
  const notRemoved = await monthsToKeep([...new Set(old.map(({ month }) => month))], effects);
  const kept = new Set(notRemoved.map(({ month }) => month));
  const chosen = old.filter(({ month }) => !kept.has(month));
  if (chosen.length === 0 && notRemoved.length > 0 && !isDryRun) throw nothingRemovable(notRemoved);
  const texts = await rejectsOf(warehouse, chosen);
  const why =
    reason?.trim() || `raw rows are kept for ${months === 1 ? 'one month' : `${months} months`}`;
  const result = {
    dry_run: isDryRun,
    reason: why,
    kept_from: keptFrom,
    removed: byMonth(chosen),
    not_removed: notRemoved,
    segments: new Set(chosen.map(({ path }) => path)).size,
    rows: chosen.reduce((sum, { rows }) => sum + Number(rows), 0),
    texts: texts.rows,
    delivered_files: await deliveredFilesOf(
      chosen.map(({ batch_id }) => batch_id),
      effects,
    ),
  };
  if (isDryRun || chosen.length === 0) return { erasure: null, ...result };
  await forgetCaches(effects);
  const erasure = await removeSegments(chosen, texts.batchIds, why, effects);
  return { erasure: Number(erasure), ...result };
}

function monthBefore(month: Month, months: number): Month {
  let before = month;
  for (let count = 0; count < months; count++) before = previousMonth(before);
  return before;
}

interface OldSegment {
  [column: string]: string | bigint;
  batch_id: bigint;
  month: Month;
  path: string;
  sha256: string;
  rows: bigint;
}

function removableSegments(warehouse: Database): Promise<OldSegment[]> {
  return warehouse.rows<OldSegment>(queryText('erase/removable_segments'));
}

/** Finds the months whose raw rows are still needed, and says why. */
async function monthsToKeep(months: readonly Month[], effects: Effects): Promise<KeptMonth[]> {
  const issued = await effects.warehouse.rows<{ month: string }>(
    'select month from invoices union select month from summaries',
  );
  const known = new Set(issued.map(({ month }) => month));
  const kept: KeptMonth[] = [];
  for (const month of months.toSorted())
    if (!known.has(month))
      kept.push({ month, because: `it was not issued; imbill run --month ${month} issues it` });
    else if (!(await isMeasured(month, effects)))
      kept.push({
        month,
        because: `today's SQL did not measure it; imbill preview --month ${month} measures it`,
      });
  return kept;
}

function nothingRemovable(kept: readonly KeptMonth[]): UserError {
  const reasons = kept.map(({ month, because }) => `  ${month}, as ${because}`);
  return new UserError(
    `No raw rows can be removed yet:\n${reasons.join('\n')}\nNothing was changed.`,
    exitCodes.nothingToDo,
    { details: { not_removed: kept } },
  );
}

function byMonth(segments: readonly OldSegment[]): RetainedRows['removed'] {
  const months = new Map<Month, { segments: number; rows: number }>();
  for (const { month, rows } of segments) {
    const known = months.get(month) ?? { segments: 0, rows: 0 };
    months.set(month, { segments: known.segments + 1, rows: known.rows + Number(rows) });
  }
  return [...months]
    .map(([month, counts]) => ({ month, ...counts }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Finds the batches of which all raw rows go: their rejected lines are as old, so their texts go, too. */
async function rejectsOf(
  warehouse: Database,
  chosen: readonly OldSegment[],
): Promise<{ batchIds: bigint[]; rows: number }> {
  const rows = await warehouse.rows<{ batch_id: bigint; rejects: bigint }>(
    queryText('erase/rejects_of_removed'),
    { paths: JSON.stringify(chosen.map(({ path }) => path)) },
  );
  return {
    batchIds: rows.map(({ batch_id }) => batch_id),
    rows: rows.reduce((sum, { rejects }) => sum + Number(rejects), 0),
  };
}

function removeSegments(
  chosen: readonly OldSegment[],
  rejected: readonly bigint[],
  reason: string,
  { warehouse }: Effects,
): Promise<bigint> {
  return warehouse.transaction(async () => {
    const rejects = await emptyRejects(warehouse, rejected);
    const segments = chosen.map(({ batch_id, path, sha256 }) => ({
      ...{ batchId: batch_id, path, sha256 },
      ...{ newPath: null, newSha256: null },
    }));
    const detail = {
      months: [...new Set(chosen.map(({ month }) => month))].sort(),
      rows: String(chosen.reduce((sum, { rows }) => sum + Number(rows), 0)),
      segments: String(segments.length),
    };
    return recordErasure(warehouse, {
      action: 'retain',
      reason,
      segments,
      rejects,
      tokens: [],
      detail,
    });
  });
}

async function emptyRejects(
  warehouse: Database,
  batchIds: readonly bigint[],
): Promise<ErasedRejects[]> {
  if (batchIds.length === 0) return [];
  const before = await rejectHashes(warehouse);
  await warehouse.run(
    `update rejects set value = '', reason = split_part(reason, '${rowMark}', 1)
     where batch_id in (${batchIds.join(', ')})`,
  );
  return changedRejects(before, await rejectHashes(warehouse));
}
