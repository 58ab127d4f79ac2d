import { join } from 'node:path';
import { sha256Of } from '../base/sha256.ts';
import type { BillingDay } from '../calendar/billing-day.ts';
import type { Month } from '../calendar/month.ts';
import { firstDay, lastDay } from '../calendar/month.ts';
import { type Database, quoted, quotedList } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import type { SourceKind } from '../metrics/source-kinds.ts';
import { groupBy } from '../rating/group-by.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The segments that one measurement reads, with a hash that tells if they were measured before. */
export interface MeasurementInput {
  /** First day that is measured. The measurement is stored under this day. */
  usageDate: string;
  /** Segment paths, absolute, sorted. */
  paths: string[];
  /** Number of rows in all segments. */
  rows: number;
  /** Hash of the segments' hashes. */
  inputs: string;
  /** True if rows of a segment were removed when they became old: it cannot be measured again. */
  isRemoved: boolean;
}

/** Reads the segments of a source for each billing day of a month. */
export async function segmentsByDay(
  database: Database,
  workspace: Workspace,
  source: SourceKind,
  month: Month,
): Promise<MeasurementInput[]> {
  const rows = await segmentRows(
    database,
    `source = ${quoted(source)} and usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`,
  );
  const days = groupBy(rows, ({ usage_date }) => usage_date);
  return [...days].map(([day, segments]) => inputOf(workspace, day, segments));
}

/**
 * Reads all segments of a source from `from` (or the beginning) to the end of a month, as one input.
 */
export async function segmentsUntil(
  database: Database,
  workspace: Workspace,
  source: SourceKind,
  month: Month,
  from?: string,
): Promise<MeasurementInput> {
  const since = from === undefined ? '' : ` and usage_date >= date '${from}'`;
  const rows = await segmentRows(
    database,
    `source = ${quoted(source)} and usage_date <= date '${lastDay(month)}'${since}`,
  );
  return inputOf(workspace, firstDay(month), rows);
}

/** Tells if a measurement was made from exactly these segments before. */
export type IsMeasured = (name: string, input: MeasurementInput) => boolean;

/** Reads which segments were measured, of all months. */
export async function knownMeasurements(database: Database): Promise<IsMeasured> {
  const rows = await database.rows<Record<'source' | 'usage_date' | 'inputs', string>>(
    'select source, usage_date, inputs from measured_days',
  );
  const known = new Map(rows.map((row) => [`${row.source} ${row.usage_date}`, row.inputs]));
  return (name, { usageDate, inputs }) => known.get(`${name} ${usageDate}`) === inputs;
}

/**
 * Replaces the daily usage of some metrics and days with metric rows from Parquet files: app_id,
 * metric, usage_date, numerator, denominator, peak_at.
 */
export async function recordDailyUsage(
  database: Database,
  days: readonly BillingDay[],
  metrics: readonly string[],
  paths: readonly string[],
): Promise<void> {
  const measured = `list_contains(${quotedList(metrics)}, metric)`;
  await database.run(`delete from daily_usage where not is_reported and ${measured}
    and usage_date in (select cast(unnest(${quotedList(days)}) as date))`);
  await database.run(`insert into daily_usage
    select app_id, metric, usage_date, ${exactQuantity('numerator', 'denominator')},
      numerator, denominator, false, peak_at
    from ${parquetRows(paths)} where ${measured}`);
}

/** Replaces the monthly users of a month with metric rows from Parquet files. */
export async function recordMonthlyUsers(
  database: Database,
  month: Month,
  metrics: readonly string[],
  paths: readonly string[],
): Promise<void> {
  await database.run(`delete from monthly_users where usage_month = date '${firstDay(month)}'`);
  await database.run(`insert into monthly_users
    select app_id, usage_date, cast(numerator as bigint) from ${parquetRows(paths)}
    where list_contains(${quotedList(metrics)}, metric) order by app_id`);
}

/** Records the segments that a measurement was made from. */
export async function recordMeasured(
  database: Database,
  name: string,
  input: MeasurementInput,
): Promise<void> {
  await database.run(
    `insert or replace into measured_days values ($name, date '${input.usageDate}', $inputs)`,
    { name, inputs: input.inputs },
  );
}

/**
 * Records the engine that counted, as canonical JSON; undefined for DuckDB, which nothing is noted of. The note holds
 * as long as the measurement is of the same segments.
 */
export async function recordCountedBy(
  database: Database,
  name: string,
  { usageDate, inputs }: MeasurementInput,
  engine: string | undefined,
): Promise<void> {
  const key = `source = $name and usage_date = date '${usageDate}'`;
  await database.run(`delete from counted_by where ${key}`, { name });
  if (engine !== undefined)
    await database.run(
      `insert into counted_by values ($name, date '${usageDate}', $inputs, $engine)`,
      { name, inputs, engine },
    );
}

/**
 * Returns SQL of numerator / denominator, rounded half up to nine decimals. It uses integers only:
 * DuckDB divides decimals as doubles.
 */
export function exactQuantity(numerator: string, denominator: string): string {
  const scaled = `cast(replace(cast(${numerator} as varchar), '.', '') as hugeint)`;
  const rounded = `(2 * ${scaled} + ${denominator}) // (2 * cast(${denominator} as hugeint))`;
  return `cast(cast(${rounded} as decimal(28, 0)) * cast(0.000000001 as decimal(10, 9)) as decimal(38, 9))`;
}

interface SegmentRow {
  [column: string]: string | bigint | boolean;
  usage_date: string;
  path: string;
  sha256: string;
  rows: bigint;
  is_removed: boolean;
}

function segmentRows(database: Database, condition: string): Promise<SegmentRow[]> {
  return database.rows<SegmentRow>(
    `select usage_date, path, sha256, rows, path in (select path from removed_segments) as is_removed
     from counting_segments where ${condition} order by usage_date, path`,
  );
}

function inputOf(
  workspace: Workspace,
  usageDate: string,
  rows: readonly SegmentRow[],
): MeasurementInput {
  return {
    usageDate,
    paths: rows.map(({ path }) => join(workspace.root, path)),
    rows: rows.reduce((sum, row) => sum + Number(row.rows), 0),
    inputs: sha256Of(rows.map(({ sha256 }) => sha256).join('')),
    isRemoved: rows.some(({ is_removed }) => is_removed),
  };
}
