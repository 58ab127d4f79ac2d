import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Database, quoted } from '../../src/duckdb/duckdb.ts';
import { viewStatements, withSqlTexts } from '../../src/duckdb/sql-files.ts';
import type { EvidenceRow, LineEvidence } from '../../src/jobs/jobs.ts';
import type { Provenance } from '../../src/ledger/billing-facts.ts';
import { batchIds, batchKey, type Evidence } from '../../src/ledger/evidence.ts';
import { formatQuantity, Quantity } from '../../src/money/quantity.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { lakeRowsOf } from '../measure/counting.ts';

/** The day and metric that a line was decided by. */
export interface Deciding {
  appId: string;
  metric: string;
  /** Billing day. */
  day: string;
  /** Start of the slot, RFC 3339; bandwidth only. */
  slot?: string | undefined;
}

/** Rows that are shown at most; how many there are is told. */
const shownRows = 50;

/**
 * Where a day's value comes from: files with their lines and users, the slot's nodes, the rows
 * themselves. Read from the segments of the batches that were counted; where no raw log speaks of the
 * app, from those of values that were counted elsewhere.
 */
export async function evidenceOf(
  deciding: Deciding,
  made: { evidence: Evidence; provenance: Provenance },
  withRows: boolean,
  effects: ReadEffects,
): Promise<LineEvidence> {
  const raw = await evidenceIn(sourceOf(deciding.metric), deciding, made, withRows, effects);
  const isThere = raw.files.length > 0 || raw.missing.length > 0;
  return isThere ? raw : evidenceIn('daily', deciding, made, withRows, effects);
}

async function evidenceIn(
  source: Source,
  deciding: Deciding,
  { evidence, provenance }: { evidence: Evidence; provenance: Provenance },
  withRows: boolean,
  effects: ReadEffects,
): Promise<LineEvidence> {
  const segments = await segmentsOf(source, deciding.day, evidence, effects);
  const missing = segments.filter(({ path }) => !existsSync(join(effects.workspace.root, path)));
  if (segments.length === 0 || missing.length > 0)
    return { files: [], nodes: [], missing: missing.map(({ path }) => path) };
  const database = await Database.open({ threads: effects.threads });
  try {
    await database.run(
      `create table files as select * from (values ${segments
        .map(({ path, file }) => `(${quoted(join(effects.workspace.root, path))}, ${quoted(file)})`)
        .join(', ')}) as named (filename, file)`,
    );
    const paths = segments.map(({ path }) => join(effects.workspace.root, path));
    await database.run(`create temp view lake_${source} as
      select * from ${lakeRowsOf(source, paths, 'filename = true')}`);
    return await read(database, source, deciding, withRows, provenance);
  } finally {
    database.close();
  }
}

type Source = 'logins' | 'bandwidth' | 'groups' | 'daily';

function sourceOf(metric: string): Exclude<Source, 'daily'> {
  if (metric.startsWith('bandwidth')) return 'bandwidth';
  return metric === 'dau' || metric === 'mau' ? 'logins' : 'groups';
}

/** Segments of the day, of groups all until the day, with the name of the file that each is of. */
async function segmentsOf(
  source: Source,
  day: string,
  evidence: Evidence,
  { warehouse }: ReadEffects,
): Promise<{ path: string; file: string }[]> {
  const known = await batchIds(warehouse);
  const ids = evidence.batches
    .filter((one) => one.source === source)
    .flatMap((one) => known.get(batchKey(one)) ?? []);
  return warehouse.rows<{ path: string; file: string }>(
    `select segments.path, batches.path as file from segments inner join batches using (batch_id)
     where batch_id in (${[0n, ...ids].join(', ')})
       and usage_date ${source === 'groups' ? '<=' : '='} date '${day}' order by segments.path`,
  );
}

interface FileRow {
  [column: string]: string | bigint | null;
  file: string;
  lines: bigint;
  users: bigint | null;
  value: string | null;
}

async function read(
  database: Database,
  source: Source,
  { appId, metric, slot }: Deciding,
  withRows: boolean,
  provenance: Provenance,
): Promise<LineEvidence> {
  const app = { app: appId };
  const counted = {
    logins: 'is_success and app_id = $app',
    groups: 'app_id = $app',
    bandwidth: `app_id = $app and region = '${metric === 'bandwidth_international_mbps' ? 'international' : 'domestic'}'${slot === undefined ? '' : ` and slot_started_at = timestamp '${utc(slot)}'`}`,
    daily: `app_id = $app and metric = ${quoted(metric)}`,
  }[source];
  const users = source === 'logins' ? 'count(distinct user_id)' : 'cast(null as bigint)';
  const value = source === 'daily' ? 'max(quantity)' : 'cast(null as decimal(38, 9))';
  const files = await database.rows<FileRow>(
    `select file, count(*) as lines, ${users} as users, ${value} as value from lake_${source} inner join files using (filename)
     where ${counted} group by file order by file`,
    app,
  );
  const rows = withRows ? await rowsOf(database, source, counted, app) : undefined;
  const lines = files.reduce((sum, one) => sum + one.lines, 0n);
  return {
    files: files.map((one) => ({
      ...{ file: one.file, lines: String(one.lines) },
      ...(one.users !== null && { users: String(one.users) }),
      ...(one.value !== null && { value: formatQuantity(Quantity.of(one.value)) }),
    })),
    nodes: source === 'bandwidth' ? await nodesOf(database, counted, app, provenance) : [],
    missing: [],
    ...(rows && { rows, rows_in_all: String(lines) }),
  };
}

async function nodesOf(
  database: Database,
  counted: string,
  app: { app: string },
  provenance: Provenance,
): Promise<LineEvidence['nodes']> {
  const statements = await withSqlTexts(provenance.sql, async () =>
    viewStatements(['bandwidth_measurements'], []),
  );
  for (const statement of statements) await database.run(statement);
  const described = await database.rows<{ column_name: string }>('describe bandwidth_measurements');
  // Before 0.3 there were no means.
  const times = described.some(({ column_name }) => column_name === 'times') ? 'max(times)' : '1';
  const nodes = await database.rows<{ node: string | null; bits: string; divisor: string }>(
    `select node, cast(sum(bits) as varchar) as bits, cast(slot_seconds as bigint) * 1000000 * ${times} as divisor
     from bandwidth_measurements where ${counted} group by node, slot_seconds order by node nulls last`,
    app,
  );
  return nodes.map(({ node, bits, divisor }) => ({
    node: node ?? '',
    mbps: formatQuantity(Quantity.of(bits, String(divisor))),
  }));
}

async function rowsOf(
  database: Database,
  source: Source,
  counted: string,
  app: { app: string },
): Promise<EvidenceRow[]> {
  const what = {
    logins: 'user_id',
    groups: "event || ' ' || group_id",
    bandwidth:
      "concat_ws(' ', node, coalesce(cast(mbps as varchar) || ' Mbps', cast(bytes as varchar) || ' bytes', cast(bps as varchar) || ' bit/s', cast(cast(bits as decimal(38, 0)) as varchar) || ' bits of the slot'))",
    daily: "regexp_replace(cast(quantity as varchar), '\\.?0+$', '')",
  };
  const at = {
    ...{ logins: 'logged_in_at', groups: 'occurred_at', bandwidth: 'slot_started_at' },
    daily: 'cast(usage_date as varchar)',
  };
  const rows = await database.rows<ReadRow>(
    `select file, line_number as line, ${at[source]} as time, ${what[source]} as what
     from lake_${source} inner join files using (filename)
     where ${counted} order by file, line_number limit ${shownRows}`,
    app,
  );
  return rows.map((row) => ({ ...row, line: String(row.line), time: row.time ?? '' }));
}

interface ReadRow {
  [column: string]: string | bigint | null;
  file: string;
  line: bigint;
  /** Null where it was not kept. */
  time: string | null;
  what: string;
}

function utc(instant: string): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}
