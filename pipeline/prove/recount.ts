import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formatInZone } from '../../src/calendar/fixed-offset.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { SqlFiles, SqlTexts } from '../../src/duckdb/sql-files.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import { batchIds, batchKey, type Evidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import {
  lastingKinds,
  measuredKinds,
  type SourceKind,
  sourceKinds,
} from '../../src/metrics/source-kinds.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import type { DailyUsage } from '../../src/rating/types.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { measureRows } from '../measure/measure-rows.ts';
import { hashSegments } from './hash-segments.ts';
import {
  type CountedLines,
  countLines,
  type FoundSegment,
  type WantedValue,
} from './lines-of-values.ts';
import { temporaryFolder } from './remeasure.ts';

/** A day's value, counted again. */
export type RecountedDay = DailyUsage & {
  /** True if another system counted it: a delivered day value. */
  isReported: boolean;
};

/** The usage of a month, counted again from the delivered lines that are there. */
export interface Recount {
  sql: SqlFiles;
  /** Values by {@link seriesKey} and day. */
  days: ReadonlyMap<string, ReadonlyMap<string, RecountedDay>>;
  /** Distinct users of the month, by app. */
  users: ReadonlyMap<string, string>;
  /** Rows that cannot be counted again, by source. */
  gaps: ReadonlyMap<SourceKind, readonly Gap[]>;
  /** Counts the lines behind values. */
  linesOf(values: readonly WantedValue[]): Promise<CountedLines>;
}

/** Rows that are not there. */
export interface Gap {
  /** Billing day; absent if the days are not known. */
  day?: string;
  /** The missing thing, and the cause if it is known. */
  why: string;
}

/** Returns the key of an app's values of a metric. */
export function seriesKey(appId: string, metric: string): string {
  return `${metric}\n${appId}`;
}

/**
 * Counts a month again, as it was counted for a document: from the same batches, with the same SQL. Segments that are
 * missing or have changed are left out and named. Each measurement is one pass over the rows.
 */
export async function withRecount<T>(
  { evidence, sql: rules }: { evidence: Evidence; sql: SqlTexts },
  effects: ReadEffects,
  work: (recount: Recount) => Promise<T>,
): Promise<T> {
  const { warehouse } = effects;
  const { timezone, ...rest } = await readFact<Settings>(warehouse, evidence.settings);
  await learnZones([timezone], warehouse);
  const month = evidence.month as Month;
  const sql = effects.sql.withRules(rules);
  const { segments, gaps } = await findSegments(evidence, effects);
  const scratch = await temporaryFolder(effects);
  const workers = openWorkers({
    ...effects,
    sql,
    workspace: workspaceAt(scratch),
    settings: { ...rest, timezone, maxFutureHours: null },
    now: Date.now,
  });
  try {
    const context = { month, sql, scratch, workers, segments, timezone, effects };
    const { days, users } = await countAll(context);
    const linesOf = (values: readonly WantedValue[]) => countLines(values, { segments, workers });
    return await work({ sql, days, users, gaps, linesOf });
  } finally {
    workers.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Finds the segments of a month's batches, and what is missing of them. */
async function findSegments(
  evidence: Evidence,
  effects: ReadEffects,
): Promise<{ segments: FoundSegment[]; gaps: Map<SourceKind, Gap[]> }> {
  const { warehouse, workspace } = effects;
  const known = await batchIds(warehouse);
  const gaps = new Map<SourceKind, Gap[]>(sourceKinds.map((source) => [source, []]));
  const addGap = (source: string, gap: Gap) => gaps.get(source as SourceKind)?.push(gap);
  const ids: number[] = [];
  for (const batch of evidence.batches) {
    const id = known.get(batchKey(batch));
    if (id === undefined) addGap(batch.source, { why: `${batchKey(batch)} is not here` });
    else ids.push(Number(id));
  }
  const rows = await warehouse.rows<
    Record<'source' | 'usage_date' | 'path' | 'sha256' | 'removal', string> & { rows: bigint }
  >(queryText('explain/segments_of_month'), {
    batch_ids: JSON.stringify(ids),
    first: firstDay(evidence.month),
    last: lastDay(evidence.month),
    lasting: JSON.stringify(lastingKinds),
  });
  const there = rows.filter(({ removal }) => removal === '');
  for (const { source, usage_date: day, removal } of rows)
    if (removal !== '') addGap(source, { day, why: removal });
  const paths = there.map(({ path }) => path);
  const hashes = await hashSegments(paths, effects);
  const segments: FoundSegment[] = [];
  for (const [index, { source, usage_date: day, path, sha256, rows: count }] of there.entries()) {
    const found = hashes[index];
    if (found === undefined) addGap(source, { day, why: `${path} is not in the lake` });
    else if (found !== sha256) addGap(source, { day, why: `${path} has changed` });
    else
      segments.push({
        source: source as SourceKind,
        path: join(workspace.root, path),
        rows: Number(count),
      });
  }
  return { segments, gaps };
}

/** Everything that counting works with. */
interface Counting {
  month: Month;
  sql: SqlFiles;
  scratch: string;
  workers: Workers;
  segments: readonly FoundSegment[];
  timezone: string;
  effects: ReadEffects;
}

/** Counts all metrics: raw logs first, and delivered day values where no raw log has the day. */
async function countAll(context: Counting): Promise<Pick<Recount, 'days' | 'users'>> {
  const { sql, segments, effects } = context;
  const days = new Map<string, Map<string, RecountedDay>>();
  const users = new Map<string, string>();
  const monthly = new Set(sql.metricsOf('logins', 'month'));
  const progress = effects.progress.start('Counting again', sourceKinds.length);
  try {
    for (const source of measuredKinds) {
      const some = segments.filter((one) => one.source === source);
      const together = groupBy(
        sql.metricsOf(source),
        (metric) => sql.cachedRelationOf(metric)?.name,
      );
      if (some.length > 0)
        for (const metrics of together.values())
          for (const { isMonthly, ...value } of await countSome(source, metrics, some, {
            ...context,
            progress,
            monthly,
          }))
            if (isMonthly) users.set(value.appId, withoutZeros(value.numerator));
            else add(days, { ...value, isReported: false });
      progress.advance(source);
    }
    for (const value of await readReported(context)) add(days, { ...value, isReported: true });
    progress.advance('daily');
  } finally {
    progress.end();
  }
  return { days, users };
}

/** Adds a value, unless the day has one. */
function add(days: Map<string, Map<string, RecountedDay>>, value: RecountedDay): void {
  const key = seriesKey(value.appId, value.metric);
  const series = days.get(key) ?? new Map<string, RecountedDay>();
  if (!series.has(value.usageDate)) series.set(value.usageDate, value);
  days.set(key, series);
}

interface UsageRow {
  [column: string]: string | bigint | null;
  app_id: string;
  metric: string;
  usage_date: string;
  numerator: string;
  denominator: bigint;
  peak_at: string | null;
}

/** Counts metrics of one source in one pass. */
async function countSome(
  source: SourceKind,
  metrics: readonly string[],
  segments: readonly FoundSegment[],
  {
    month,
    sql,
    scratch,
    workers,
    timezone,
    progress,
    monthly,
  }: Counting & {
    progress: ReturnType<ReadEffects['progress']['start']>;
    monthly: ReadonlySet<string>;
  },
): Promise<(DailyUsage & { isMonthly: boolean })[]> {
  const folder = await mkdtemp(join(scratch, 'counted-'));
  const { paths: counted } = await measureRows(workers, {
    sql,
    source,
    metrics,
    month,
    paths: segments.map(({ path }) => path),
    rows: segments.reduce((sum, { rows }) => sum + rows, 0),
    cached: { paths: [], rows: 0 },
    folder,
    progress,
  });
  const rows = await workers.use((database) =>
    database.rows<UsageRow>(
      `select app_id, metric, usage_date, numerator, denominator, peak_at from ${parquetRows(counted)}
       where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`,
    ),
  );
  return rows.map((row) => ({
    appId: row.app_id,
    metric: row.metric,
    usageDate: row.usage_date,
    numerator: row.numerator,
    denominator: String(row.denominator),
    ...(row.peak_at !== null && { peakAt: formatInZone(row.peak_at, timezone) }),
    isMonthly: monthly.has(row.metric),
  }));
}

/** Reads the day values that another system counted. */
async function readReported({ segments, sql, workers }: Counting): Promise<DailyUsage[]> {
  const paths = segments.filter(({ source }) => source === 'daily').map(({ path }) => path);
  if (paths.length === 0) return [];
  return workers.use(async (database) => {
    await database.run(`create or replace temp view lake_daily as
      select * from ${parquetRows(paths)}`);
    for (const statement of sql.viewStatements(['reported_usage'])) await database.run(statement);
    const rows = await database.rows<Record<'app_id' | 'metric' | 'usage_date' | 'value', string>>(
      'select app_id, metric, usage_date, quantity as value from reported_usage',
    );
    return rows.map(({ app_id: appId, metric, usage_date: usageDate, value: numerator }) => {
      return { appId, metric, usageDate, numerator, denominator: '1' };
    });
  });
}

function withoutZeros(number: string): string {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
