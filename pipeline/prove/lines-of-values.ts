import type { Database } from '../../src/duckdb/duckdb.ts';
import { quoted } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { metricCatalogue } from '../../src/metrics/catalogue.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import type { Workers } from '../effects/workers.ts';
import { lakeRowsOf } from '../measure/measurement.ts';

/** A segment that is there with the bytes that were written. */
export interface FoundSegment {
  source: SourceKind;
  /** Absolute. */
  path: string;
  rows: number;
}

/** A value whose delivered lines are to be counted. */
export interface WantedValue {
  source: SourceKind;
  appId: string;
  metric: string;
  /** First and last billing day of its lines; without `from` all until then. */
  from?: string;
  until: string;
  /** Start of the slot, RFC 3339; bandwidth only. */
  slot?: string | undefined;
}

/** Lines and files by {@link valueKey}. */
export type CountedLines = ReadonlyMap<string, { lines: string; files: string }>;

/** Returns the key of a value. */
export function valueKey({
  appId,
  metric,
  until,
}: Pick<WantedValue, 'appId' | 'metric' | 'until'>): string {
  return `${until} ${metric}\n${appId}`;
}

/** Counts the delivered lines behind values, and their files: one pass a source and metric. */
export async function countLines(
  values: readonly WantedValue[],
  { segments, workers }: { segments: readonly FoundSegment[]; workers: Workers },
): Promise<CountedLines> {
  const counted = new Map<string, { lines: string; files: string }>();
  const each = new Map(values.map((value) => [valueKey(value), value])).values();
  for (const [key, some] of groupBy(each, ({ source, metric }) => `${source}\n${metric}`)) {
    const [source, metric] = key.split('\n') as [SourceKind, string];
    const paths = segments.filter((one) => one.source === source).map(({ path }) => path);
    if (paths.length === 0) continue;
    const rows = await workers.use((database) => countSome(database, source, metric, some, paths));
    for (const { app_id: appId, until_date: until, lines, files } of rows)
      counted.set(valueKey({ appId, metric, until }), {
        lines: String(lines),
        files: String(files),
      });
  }
  return counted;
}

interface CountedRow {
  [column: string]: string | bigint;
  app_id: string;
  until_date: string;
  lines: bigint;
  files: bigint;
}

async function countSome(
  database: Database,
  source: SourceKind,
  metric: string,
  values: readonly WantedValue[],
  paths: readonly string[],
): Promise<CountedRow[]> {
  const condition =
    source === 'daily' ? `metric = ${quoted(metric)}` : metricCatalogue().get(metric)?.rows;
  const slot = source === 'bandwidth' ? 'slot_started_at' : 'cast(null as timestamp)';
  await database.run(`create or replace temp view counted_lines as
    select app_id, ${quoted(metric)} as metric, usage_date, ${slot} as slot_started_at, filename
    from ${lakeRowsOf(source, paths, 'filename = true')} where ${condition ?? 'true'}`);
  await database.run(`create or replace temp table wanted_values (
    app_id varchar, metric varchar, from_date date, until_date date, slot_started_at timestamp)`);
  await database.run(
    `insert into wanted_values select value.app_id, value.metric, value.from_date, value.until_date, value.slot from (
       select unnest(from_json($values, '[{"app_id":"VARCHAR","metric":"VARCHAR","from_date":"DATE","until_date":"DATE","slot":"TIMESTAMP"}]')) as value)`,
    { values: JSON.stringify(values.map(rowOf)) },
  );
  return database.rows<CountedRow>(
    `select app_id, until_date, lines, files from (${queryText('explain/lines_of_values')})`,
  );
}

function rowOf({ appId, metric, from = '0001-01-01', until, slot }: WantedValue) {
  return { app_id: appId, metric, from_date: from, until_date: until, slot: slot && utc(slot) };
}

/** Writes an instant as DuckDB's timestamp in UTC. */
export function utc(instant: string): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}
