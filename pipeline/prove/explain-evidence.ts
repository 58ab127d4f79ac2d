import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { SqlFiles, SqlTexts } from '../../src/duckdb/sql-files.ts';
import type { EvidenceRow, LineEvidence } from '../../src/jobs/explain.ts';
import { batchIds, batchKey, type Evidence } from '../../src/ledger/evidence.ts';
import { metricCatalogue } from '../../src/metrics/catalogue.ts';
import { kindTable, type SourceKind } from '../../src/metrics/source-kinds.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { lakeRowsOf } from '../measure/measurement.ts';
import { utc } from './lines-of-values.ts';

/** Day and metric that decided a line. */
export interface Deciding {
  appId: string;
  metric: string;
  /** Billing day. */
  day: string;
  /** Start of the slot, RFC 3339; bandwidth only. */
  slot?: string | undefined;
}

/** Most rows that are shown. Their total number is told. */
const shownRows = 50;

/**
 * Finds the rows behind a day's value: the files with their lines and users, the nodes of the slot, and the rows
 * themselves. They come from the segments of the batches that counted: raw logs, or delivered day values if no raw log
 * has a line of the app.
 *
 * @param rules Measuring rules of the document.
 */
export async function evidenceOf(
  deciding: Deciding,
  { evidence, rules }: { evidence: Evidence; rules: SqlTexts },
  withRows: boolean,
  effects: ReadEffects,
): Promise<LineEvidence> {
  const sql = effects.sql.withRules(rules);
  const find = (source: SourceKind) =>
    evidenceIn(source, deciding, { evidence, sql }, withRows, effects);
  const raw = await find((sql.sourceOf(deciding.metric) ?? 'daily') as SourceKind);
  const isThere = raw.files.length > 0 || raw.missing.length > 0 || raw.erased !== undefined;
  return isThere ? raw : find('daily');
}

async function evidenceIn(
  source: SourceKind,
  deciding: Deciding,
  { evidence, sql }: { evidence: Evidence; sql: SqlFiles },
  withRows: boolean,
  effects: ReadEffects,
): Promise<LineEvidence> {
  const segments = await segmentsOf(source, deciding.day, evidence, effects);
  const erased = segments.find(({ removal }) => removal !== '')?.removal;
  if (erased !== undefined) return { files: [], nodes: [], missing: [], erased };
  const missing = segments.filter(({ path }) => !existsSync(join(effects.workspace.root, path)));
  if (segments.length === 0 || missing.length > 0)
    return { files: [], nodes: [], missing: missing.map(({ path }) => path) };
  const database = await Database.open({ threads: effects.threads });
  try {
    const paths = segments.map(({ path }) => join(effects.workspace.root, path));
    const names = segments.map(({ file }, index) => `(${quoted(paths[index]!)}, ${quoted(file)})`);
    await database.run(
      `create table files as select * from (values ${names.join(', ')}) as named (filename, file)`,
    );
    await database.run(`set variable day = date ${quoted(deciding.day)}`);
    await database.run(`create temp view lake_${source} as
      select * from ${lakeRowsOf(source, paths, 'filename = true')} where ${countedRows(source, deciding)}`);
    const found = await readRows(database, source, withRows);
    return { ...found, nodes: source === 'bandwidth' ? await nodesOf(database, sql) : [] };
  } finally {
    database.close();
  }
}

/** Returns the condition on the rows that a metric counts. */
function countedRows(source: SourceKind, { appId, metric, slot }: Deciding): string {
  const ofMetric =
    source === 'daily' ? `metric = ${quoted(metric)}` : metricCatalogue().get(metric)?.rows;
  const ofSlot =
    source === 'bandwidth' && slot !== undefined && `slot_started_at = timestamp '${utc(slot)}'`;
  const conditions = [`app_id = ${quoted(appId)}`, ofMetric, ofSlot];
  return conditions.flatMap((condition) => (condition ? [`(${condition})`] : [])).join(' and ');
}

/** Lists segments of the day, of groups all until the day, with the name of the file that each is from. */
async function segmentsOf(
  source: SourceKind,
  day: string,
  evidence: Evidence,
  { warehouse }: ReadEffects,
): Promise<{ path: string; file: string; removal: string }[]> {
  const known = await batchIds(warehouse);
  const ids = evidence.batches
    .filter((one) => one.source === source)
    .flatMap((one) => known.get(batchKey(one)) ?? []);
  return warehouse.rows<{ path: string; file: string; removal: string }>(
    queryText('explain/segments_of_day'),
    {
      batch_ids: JSON.stringify(ids.map(Number)),
      day,
      lives_on: kindTable[source].livesOn,
    },
  );
}

interface FileRow {
  [column: string]: string | bigint | null;
  file: string;
  lines: bigint;
  users: bigint | null;
  value: string | null;
}

async function readRows(
  database: Database,
  source: SourceKind,
  withRows: boolean,
): Promise<Omit<LineEvidence, 'nodes'>> {
  const rows = `(${queryText(`explain/${source}_rows`)}) as counted_rows`;
  const files = await database.rows<FileRow>(
    `select file, count(*) as lines, nullif(count(distinct user_id), 0) as users, max(quantity) as value
     from ${rows} group by file order by file`,
  );
  const shown = withRows
    ? await database.rows<ReadRow>(
        `select file, line_number as line, time, what from ${rows} order by file, line_number limit ${shownRows}`,
      )
    : undefined;
  const lines = files.reduce((sum, one) => sum + one.lines, 0n);
  return {
    files: files.map((one) => ({
      file: one.file,
      lines: String(one.lines),
      ...(one.users !== null && { users: String(one.users) }),
      ...(one.value !== null && { value: formatQuantity(Quantity.of(one.value)) }),
    })),
    missing: [],
    ...(shown && { rows: shown.map(evidenceRow), rows_in_all: String(lines) }),
  };
}

interface ReadRow {
  [column: string]: string | bigint | null;
  file: string;
  line: bigint;
  /** Null if the source has keep: none. */
  time: string | null;
  what: string;
}

function evidenceRow({ line, time, ...row }: ReadRow): EvidenceRow {
  return { ...row, line: String(line), time: time ?? '' };
}

async function nodesOf(database: Database, sql: SqlFiles): Promise<LineEvidence['nodes']> {
  for (const statement of sql.viewStatements(['bandwidth_measurements']))
    await database.run(statement);
  const described = await database.rows<{ column_name: string }>('describe bandwidth_measurements');
  // Before 0.3 there were no means.
  const times = described.some(({ column_name }) => column_name === 'times') ? 'max(times)' : '1';
  const nodes = await database.rows<{ node: string | null; bits: string; divisor: string }>(
    `select node, cast(sum(bits) as varchar) as bits, cast(slot_seconds as bigint) * 1000000 * ${times} as divisor
     from bandwidth_measurements group by node, slot_seconds order by node nulls last`,
  );
  return nodes.map(({ node, bits, divisor }) => ({
    node: node ?? '',
    mbps: formatQuantity(Quantity.of(bits, String(divisor))),
  }));
}
