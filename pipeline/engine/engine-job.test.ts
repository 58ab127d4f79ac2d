import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database, quoted, quotedList } from '../../src/duckdb/duckdb.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { imbill } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedFiles } from '../../src/testing/mixed-month.ts';
import { removeTempFolders } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';
import { remarkRelations } from '../measure/measurement.ts';
import { remarkQueries } from '../measure/spark-remarks.ts';

const month = '2026-09';
/** Metrics of each part of the result, in the order of the script. */
const parts = [
  ['mau', 'dau'],
  ['avchatrooms', 'full_groups', 'groups'],
  ['bandwidth_domestic_mbps', 'bandwidth_international_mbps'],
];

let counted: string;
let folder: string;
let script: string;
let result: string;

beforeAll(async () => {
  const texts = { ...mixedAccounts, files: mixedFiles() };
  counted = await writeWorkspace(texts);
  await succeed(['run', '--month', month, '--workspace', counted]);
  folder = await writeWorkspace(texts);
  // Nobody listens there: a script is for clusters without a server.
  await appendFile(
    join(folder, 'imbill.yaml'),
    `engine: { spark: { remote: "sc://127.0.0.1:1", shared: ${JSON.stringify(folder)}, settings: { spark.sql.shuffle.partitions: "7" } } }\n`,
  );
  await succeed(['load', '--engine', 'duckdb', '--workspace', folder]);
  const path = join(folder, 'job.sql');
  const written = await job('--out', path);
  expect(written.exitCode).toBe(0);
  script = await readFile(path, 'utf8');
  result = join(folder, '.imbill/engine-job-2026-09');
}, 600_000);
afterAll(removeTempFolders);

describe('imbill engine job', () => {
  it('writes a script with the settings, each segment, and the statements of the rules', async () => {
    expect(script).toContain('set spark.sql.ansi.enabled=true;\n');
    expect(script).toContain('set spark.sql.shuffle.partitions=7;\n');
    expect(script).toContain('create or replace temp view dau_shortcut as\n');
    const segments = await warehouseRows(
      folder,
      "select path from segments where source <> 'daily'",
    );
    expect(segments.length).toBeGreaterThan(10);
    for (const [path] of segments) expect(script).toContain(String(path).split('/').at(-1));
    expect(script).toContain(
      `insert overwrite directory 'file://${result}/0-rows' using parquet\n`,
    );
  });

  it('writes it to standard output without --out', async () => {
    expect((await job()).stdout).toBe(script);
  });

  it('refuses a result that is not there, or not complete, and records nothing', async () => {
    const missing = await job('--result', result);
    expect(missing.exitCode).toBe(3);
    expect(missing.stderr).toBe(
      `The result in ${result} is not complete: it holds nothing in about. Nothing was recorded.\nRun the script to its end with spark-sql -f, and record its result again.\n`,
    );
    await writeResult({ rows: (all) => all - 1 });
    const partial = await job('--result', result);
    expect(partial.exitCode).toBe(3);
    expect(partial.stderr).toMatch(/ is not complete: it holds \d+ of \d+ rows\. /);
    expect(await warehouseRows(folder, 'select * from measured_days')).toEqual([]);
  });

  it('refuses a result of other segments', async () => {
    await writeResult({ basis: 'f'.repeat(64) });
    const other = await job('--result', result);
    expect(other.exitCode).toBe(3);
    expect(other.stderr).toContain(
      'was counted from other segments or by other rules than those of today. Nothing was recorded.',
    );
    expect(await warehouseRows(folder, 'select * from daily_usage')).toEqual([]);
  });

  it('records a result, from which a run issues the invoices of DuckDB', async () => {
    await writeResult({});
    const recorded = await job('--result', result);
    expect(`${recorded.exitCode} ${recorded.stderr}`).toBe('0 ');
    expect(recorded.stdout).toBe(
      `Recorded for 2026-09: logins of the month, groups, bandwidth.\nNext: imbill run --month 2026-09 --workspace ${folder}\n`,
    );
    await succeed(['run', '--month', month, '--engine', 'duckdb', '--workspace', folder]);
    expect(await hashesBelow(join(folder, 'out'))).toEqual(await hashesBelow(join(counted, 'out')));
    expect(
      await warehouseRows(folder, 'select distinct source, engine from counted_by'),
    ).toHaveLength(3);
    const again = await job('--result', result);
    expect(again.exitCode).toBe(4);
  });

  it('needs engine.spark', async () => {
    const without = await imbill(['engine', 'job', '--month', month, '--workspace', counted]);
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toBe(
      'imbill.yaml has no engine.spark, so there is no cluster to use.\nAdd the key engine: { spark: { remote: "sc://host:15002", shared: /folder } }, or use --engine duckdb.\n',
    );
  });
});

async function succeed(args: string[]): Promise<void> {
  const { exitCode, stderr } = await imbill(args);
  expect(`${exitCode} ${stderr}`).toMatch(/^0 /);
}

function job(...options: string[]) {
  return imbill(['engine', 'job', '--month', month, ...options, '--workspace', folder]);
}

/** Writes what Spark would write, from the values that DuckDB counted. */
async function writeResult({
  basis = /'([0-9a-f]{64})' as basis/.exec(script)![1]!,
  rows = (all: number) => all,
}): Promise<void> {
  await rm(result, { recursive: true, force: true });
  const database = await Database.open();
  await database.run(
    `attach ${quoted(join(counted, '.imbill/warehouse.duckdb'))} as counted (read_only)`,
  );
  await database.run(`create view rows as
    select app_id, metric, usage_date, numerator, denominator, peak_at from counted.daily_usage
    where not is_reported
    union all select app_id, 'mau', usage_month, quantity, 1, null from counted.monthly_users`);
  const write = async (name: string, query: string) => {
    await mkdir(join(result, name), { recursive: true });
    await database.run(
      `copy (${query}) to ${quoted(join(result, name, 'part-0.parquet'))} (format parquet)`,
    );
  };
  for (const [index, metrics] of parts.entries())
    await write(`${index}-rows`, `select * from rows where metric in ${inList(metrics)}`);
  const lake = quoted(join(counted, '.imbill/lake/bandwidth/*/*.parquet'));
  await database.run(`create view lake_bandwidth as select * from read_parquet(${lake})`);
  const relations = remarkRelations({ sql: currentSql() });
  for (const view of currentSql().viewStatements(relations, ['lake_bandwidth']))
    await database.run(view);
  const { conflicts, views, unclear } = remarkQueries(relations);
  await database.run(views[0]!);
  await database.run(
    `create view bandwidth_lines as select * from read_parquet(${lake}, filename = true)`,
  );
  await write('2-conflicts', conflicts!);
  await write('2-unclear', unclear!);
  const { all } = await database.one<{ all: bigint }>('select count(*) as all from rows');
  await write(
    'about',
    `select '${month}' as month, '${basis}' as basis, '4.3.0 abc' as version, ${rows(Number(all))}::bigint as row_count`,
  );
  database.close();
}

function inList(texts: readonly string[]): string {
  return quotedList(texts).replace('[', '(').replace(']', ')');
}
