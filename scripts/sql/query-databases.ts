import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHandedIn as createAnomalyTables } from '../../pipeline/anomalies/handed-in.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { createHandedIn } from '../../src/duckdb/testing/relations.ts';
import { kindTable } from '../../src/metrics/source-kinds.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import { noTerms } from '../../src/workspace/known-terms.ts';
import { parseSettings } from '../../src/workspace/settings.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';

/** Columns of segments that only sql/queries/explain reads. */
const columnsOfSegments = [
  ...['logins', 'bandwidth', 'groups', 'daily'].flatMap((source) => [
    `lake_${source} add column line_number bigint`,
    `lake_${source} add column filename varchar`,
  ]),
  'lake_logins add column result varchar',
  'lake_bandwidth add column mbps varchar',
  'lake_bandwidth add column bps varchar',
];

/** Relations that a job creates for its own queries. */
const temporary = {
  files: "select '' as filename, '' as file",
  unclear_slots: 'select *, 1 as times from bandwidth_samples',
  bandwidth_lines: 'select * from lake_bandwidth',
  entry_batches: 'select cast(1 as bigint) as batch_id',
  unread_segments:
    "select cast(1 as bigint) as batch_id, '' as path, '' as file, cast(0 as bigint) as day_start, 24 as day_hours",
  unread_rows: "select '' as app_id, '' as file, timestamp '2026-09-01' as happened_at",
  expected_periods:
    "select 1 as position, date '2026-09-01' as usage_date, 0 as hour_index, cast(0 as bigint) as starts_at, cast(0 as bigint) as due_at",
  expected_apps: "select '' as app_id, cast(0 as bigint) as expected_from",
  delivered_hours:
    "select '' as app_id, date '2026-09-01' as usage_date, cast(0 as bigint) as hours, cast(0 as bigint) as arrived_at",
  wanted_values:
    "select '' as app_id, '' as metric, date '2026-09-01' as from_date, date '2026-09-02' as until_date, timestamp '2026-09-01' as slot_started_at",
  counted_lines:
    "select '' as app_id, '' as metric, date '2026-09-01' as usage_date, timestamp '2026-09-01' as slot_started_at, '' as filename",
  unknown_days: "select date '2026-09-01' as usage_date",
  segment_rows: `select ${Object.entries(kindTable.logins.stored)
    .map(([name, type]) => `cast(null as ${type}) as ${name}`)
    .join(', ')}, '' as filename, 1 as file_row_number`,
  erased_ids: "select '' as user_id, '' as token",
  hmac_keys: "select '' as app_id, ''::blob as inner_pad, ''::blob as outer_pad",
  former_rows: "select '' as user_id",
  written_rows: "select '' as user_id",
  tokens: "select '' as token",
};

/** Macros that an erasure creates. */
const erasureMacros = [
  'create temp macro without_id(text) as text',
  'create temp macro names_id(text) as text is not null',
];

/** Creates the relations that files of anomalies read, without rows. */
async function createAnomalyInputs(warehouse: Database): Promise<void> {
  const days = { month: '2026-09', from: '2026-09-01', first: '2026-09-01', until: '2026-09-02' };
  const settings = parseSettings('sources: {}\n');
  const scope = { ...days, endedApps: new Map(), bills: [] };
  await createAnomalyTables(scope, { warehouse, settings, sql: currentSql() });
}

/**
 * Opens the databases that the queries of sql/queries read: a fresh warehouse with the relations that are handed in,
 * and the snapshot that it publishes.
 */
export async function databasesOfQueries(): Promise<Database[]> {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-queries-'));
  try {
    const workspace = workspaceAt(folder);
    await mkdir(dirname(workspace.analytics), { recursive: true });
    const warehouse = await Database.open({ threads: 1 });
    await createTables(warehouse);
    await publishSnapshot(warehouse, workspace, noTerms);
    await createHandedIn(warehouse);
    await createAnomalyInputs(warehouse);
    for (const column of columnsOfSegments) await warehouse.run(`alter table ${column}`);
    const sql = currentSql();
    await warehouse.run(sql.macros);
    const relations = (['intermediate', 'metrics', 'marts', 'checks'] as const).flatMap((layer) =>
      sql.names(layer),
    );
    for (const statement of sql.viewStatements(relations)) await warehouse.run(statement);
    for (const [name, definition] of Object.entries(temporary))
      await warehouse.run(`create temp table ${name} as ${definition}`);
    for (const macro of erasureMacros) await warehouse.run(macro);
    const snapshot = await Database.open();
    await snapshot.run(`attach '${workspace.analytics}' as published (read_only)`);
    await snapshot.run('use published');
    return [warehouse, snapshot];
  } finally {
    await rm(folder, { recursive: true });
  }
}
