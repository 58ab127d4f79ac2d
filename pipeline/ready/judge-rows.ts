import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import { type Period, periodsOfDay, startOfDay } from '../../src/calendar/periods.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { Expectation } from '../../src/intake/records/expectation.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { storeSegmentHours } from '../../src/warehouse/segment-hours.ts';
import type { Effects } from '../effects/effects.ts';
import type { EntryBatches } from './entry-batches.ts';
import { dueAt, expectedPeriods, type JudgedMonth } from './expected-periods.ts';

/** A period that has no rows, or whose rows came late. */
export interface MissedPeriod {
  /** Empty if any app counts. */
  appId: string;
  /** Number of apps whose rows came late; 1 if they are missing. */
  apps: number;
  period: Period;
  /** When the first of its rows came, in seconds since the epoch; absent if none came. */
  arrivedAt?: number;
}

/** An entry with one of its rules. */
export interface ExpectingEntry {
  source: SourceSettings;
  rule: Expectation;
}

/** Periods of a rule, and those that are not as expected, by app and time. */
export interface JudgedRule {
  periods: Period[];
  missed: MissedPeriod[];
}

/** More missing periods than this are not listed. */
export const mostMissed = 10_000;

/**
 * Finds the periods of a month in which an entry, or an app, has no rows, and those whose rows came late.
 *
 * @param apps Apps of customers.csv.
 */
export async function judgeRows(
  { source, rule }: ExpectingEntry,
  judged: JudgedMonth,
  { effects, batches, apps }: { effects: Effects; batches: EntryBatches; apps: readonly string[] },
): Promise<JudgedRule> {
  const { warehouse, workspace } = effects;
  const unknownDays = needsHours(rule)
    ? await storeSegmentHours(warehouse, {
        root: workspace.root,
        source: source.kind,
        timeZone: judged.timeZone,
      })
    : [];
  const starts =
    rule.per === 'app'
      ? await startsOfApps({ source, rule }, judged, { effects, batches, apps })
      : await startOfSource({ source, rule }, judged, { effects, batches });
  await createDelivered(effects, { batchIds: batches.of(source), rule, month: judged.month });
  const periods = expectedPeriods(rule, judged);
  await createExpected(effects, { periods, rule, starts, unknownDays });
  const rows = await warehouse.rows<{
    app_id: string;
    position: bigint;
    apps: bigint;
    arrived_at: bigint | null;
  }>(queryText('ready/missing_periods'), { most: BigInt(mostMissed) });
  await dropRelations(effects);
  const missed = rows.map(({ app_id, position, apps: count, arrived_at }) => ({
    appId: app_id,
    apps: Number(count),
    period: periods[Number(position)]!,
    ...(arrived_at === null ? {} : { arrivedAt: Number(arrived_at) }),
  }));
  return { periods: periodsFrom(periods, starts), missed };
}

type Starts = ReadonlyMap<string, number>;

/** Returns the instant from which an entry is expected: that of its rule, or of its first rows. */
async function startOfSource(
  { source, rule }: ExpectingEntry,
  judged: JudgedMonth,
  { effects, batches }: { effects: Effects; batches: EntryBatches },
): Promise<Starts> {
  if (rule.from !== undefined) return new Map([['', startOfDay(rule.from, judged.timeZone)]]);
  const first = (await firstPeriods(effects, batches.of(source), rule, judged)).get('');
  return new Map([['', first ?? judged.from]]);
}

/**
 * Returns the instants from which apps are expected. An app belongs to an entry that has rows of it, or to all entries
 * if no entry of the kind has any. It is never expected before its first rows of the kind.
 */
async function startsOfApps(
  { source, rule }: ExpectingEntry,
  judged: JudgedMonth,
  { effects, batches, apps }: { effects: Effects; batches: EntryBatches; apps: readonly string[] },
): Promise<Starts> {
  const own = await firstPeriods(effects, batches.of(source), rule, judged);
  const ofKind = await firstPeriods(effects, batches.ofKind(source.kind), rule, judged);
  const only = source.constants['app_id'];
  const except = new Set(rule.except);
  const starts = new Map<string, number>();
  for (const app of apps) {
    if (except.has(app) || (only !== undefined && app !== only)) continue;
    if (!own.has(app) && ofKind.has(app)) continue;
    const first = rule.from === undefined ? own.get(app) : ofKind.get(app);
    const from = rule.from === undefined ? undefined : startOfDay(rule.from, judged.timeZone);
    if (first === undefined && from === undefined) continue;
    starts.set(app, Math.max(first ?? 0, from ?? 0));
  }
  return starts;
}

/** Reads the begin of the first period in which each app has rows, in seconds since the epoch. */
async function firstPeriods(
  { warehouse }: Effects,
  batchIds: readonly bigint[],
  rule: Expectation,
  { timeZone }: JudgedMonth,
): Promise<Map<string, number>> {
  await createBatches(warehouse, batchIds);
  const rows = await warehouse.rows<{ app_id: string; usage_date: string; hours: bigint }>(
    queryText(needsHours(rule) ? 'ready/first_hours' : 'ready/first_days'),
    byApp(rule),
  );
  return new Map(
    rows.map(({ app_id, usage_date, hours }) => {
      const periods = periodsOfDay(usage_date, rule.every, timeZone);
      const first = periods.find(({ index }) => index === null || (hours >> BigInt(index)) & 1n);
      return [app_id, (first ?? periods[0]!).from];
    }),
  );
}

/** Creates the relation `delivered_hours` of some batches in a month. */
async function createDelivered(
  { warehouse }: Effects,
  { batchIds, rule, month }: { batchIds: readonly bigint[]; rule: Expectation; month: Month },
): Promise<void> {
  await createBatches(warehouse, batchIds);
  const rows = queryText(needsHours(rule) ? 'ready/delivered_hours' : 'ready/delivered_days');
  await warehouse.run(`create or replace temp table delivered_hours as ${rows}`, {
    ...byApp(rule),
    first: firstDay(month),
    last: lastDay(month),
  });
}

/** Creates the relation `entry_batches`. */
async function createBatches(warehouse: Database, batchIds: readonly bigint[]): Promise<void> {
  await warehouse.run(
    `create or replace temp table entry_batches as
     select unnest(from_json($batch_ids, '["BIGINT"]')) as batch_id`,
    { batch_ids: `[${batchIds.join(',')}]` },
  );
}

/** Tells whether a rule needs the hours and apps of segments; without, their days are enough. */
function needsHours({ every, per }: Expectation): boolean {
  return every === 'hour' || per === 'app';
}

/** Returns the parameter of the queries that read hours. */
function byApp(rule: Expectation): { is_by_app?: boolean } {
  return needsHours(rule) ? { is_by_app: rule.per === 'app' } : {};
}

/** Removes the relations that were created, which take memory. */
async function dropRelations({ warehouse }: Effects): Promise<void> {
  for (const name of relations) await warehouse.run(`drop table if exists temp.${name}`);
}

const relations = [
  'entry_batches',
  'delivered_hours',
  'expected_periods',
  'expected_apps',
  'unknown_days',
];

/** Creates the relations of the periods and apps that are expected. */
async function createExpected(
  { warehouse }: Effects,
  {
    periods,
    rule,
    starts,
    unknownDays,
  }: { periods: readonly Period[]; rule: Expectation; starts: Starts; unknownDays: string[] },
): Promise<void> {
  const tables = {
    expected_periods: {
      columns:
        '{"position": "INTEGER", "usage_date": "DATE", "hour_index": "INTEGER", "starts_at": "BIGINT", "due_at": "BIGINT"}',
      rows: periods.map((period, position) => ({
        position,
        usage_date: period.day,
        hour_index: period.index,
        starts_at: period.from,
        due_at: dueAt(period, rule),
      })),
    },
    expected_apps: {
      columns: '{"app_id": "VARCHAR", "expected_from": "BIGINT"}',
      rows: [...starts].map(([app_id, expected_from]) => ({ app_id, expected_from })),
    },
    unknown_days: {
      columns: '{"usage_date": "DATE"}',
      rows: unknownDays.map((usage_date) => ({ usage_date })),
    },
  };
  for (const [name, { columns, rows }] of Object.entries(tables))
    await warehouse.run(
      `create or replace temp table ${name} as
       select unnest(from_json($rows, '[${columns}]'), recursive := true)`,
      { rows: JSON.stringify(rows) },
    );
}

/** Returns the periods from the first instant at which anything is expected. */
function periodsFrom(periods: readonly Period[], starts: Starts): Period[] {
  const first = Math.min(...starts.values());
  return periods.filter(({ from }) => from >= first);
}
