import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SparkSession } from '../../src/spark/session.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { imbillOnSpark } from '../../src/testing/spark/spark-workspace.ts';
import {
  describeWithSpark,
  openSession,
  sparkCluster,
} from '../../src/testing/spark/with-spark.ts';
import { writeFiles } from '../../src/testing/write-workspace.ts';

describeWithSpark('load of a table', () => {
  let shared: string;
  let session: SparkSession;
  let tables = 0;
  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'imbill-tables-'));
    session = await openSession();
  });
  afterAll(async () => {
    for (let table = 1; table <= tables; table++)
      await session.run(`drop table if exists ${nameOf(table)}`);
    await session.close();
    await rm(shared, { recursive: true });
  });

  const nameOf = (number: number) => `default.imbill_test_${process.pid}_${number}`;

  /** Creates a Parquet table below the shared folder. */
  async function createTable(select: string): Promise<string> {
    tables++;
    const name = nameOf(tables);
    const folder = join(shared, `table-${tables}`);
    await session.run(
      `create table ${name} using parquet location 'file://${folder}' as ${select}`,
    );
    return name;
  }

  async function workspace(source: string, more = ''): Promise<string> {
    const folder = await mkdtemp(join(shared, 'workspace-'));
    await writeFiles(folder, {
      'imbill.yaml': `timezone: Asia/Shanghai
sources: { ${source} }
engine: { spark: { remote: "${sparkCluster().remote}", shared: ${shared} } }
${more}`,
      'accounts/customers.csv': 'customer_id,name,app_id\nacme,Acme,a1\n',
      'accounts/purchases.csv': 'order_id,app_id,sku,purchased_at,months\n',
      'accounts/roaming.csv': 'app_id,from,extra_months\n',
    });
    return folder;
  }

  const load = async (folder: string, ...args: string[]) => {
    const ended = await imbillOnSpark(folder, 'load', '--json', ...args);
    return { ...ended, json: ended.stdout === '' ? undefined : JSON.parse(ended.stdout).load };
  };

  const columns = '{ time: ts, user_id: uid, result: ok }';
  const rows = (values: string) => `select * from values ${values} as t(ts, app_id, uid, ok)`;
  const twoDays = `(timestamp '2026-09-03 15:59:59.999999Z', 'a1', 'u1', true),
    (timestamp '2026-09-03 16:00:00Z', 'a1', 'u1', false),
    (timestamp '2026-09-03 16:00:01Z', 'a1', 'u2', true)`;

  it('copies the accepted rows into a segment for each billing day', async () => {
    const table = await createTable(rows(twoDays));
    const folder = await workspace(`logins: { table: ${table}, columns: ${columns} }`);
    const first = await load(folder);
    expect(first.stderr).toBe('');
    expect(first.json).toMatchObject({ files: 1, lines: 3, headers: 0, accepted: 3, rejected: 0 });
    const segments = await warehouseRows(folder, 'select path from segments order by usage_date');
    const paths = segments.map(([path]) => `'${join(folder, String(path))}'`);
    expect(
      await warehouseRows(
        folder,
        `select usage_date, line_number, app_id, user_id, result, is_success, logged_in_at
         from read_parquet([${paths.join(', ')}]) order by usage_date, line_number`,
      ),
    ).toEqual([
      ['2026-09-03', 1n, 'a1', 'u1', 'true', true, '2026-09-03T15:59:59.999999Z'],
      ['2026-09-04', 1n, 'a1', 'u1', 'false', false, '2026-09-03T16:00:00Z'],
      ['2026-09-04', 2n, 'a1', 'u2', 'true', true, '2026-09-03T16:00:01Z'],
    ]);
    expect(await readdir(join(folder, '.imbill/scratch'))).toEqual([]);
  });

  it('reads an unchanged table once, and replaces the rows of one that changed', async () => {
    const table = await createTable(rows(twoDays));
    const folder = await workspace(`logins: { table: ${table}, columns: ${columns} }`);
    await load(folder);
    expect((await load(folder)).json).toMatchObject({ files: 0, known: 1 });
    await session.run(
      `insert into ${table} ${rows("(timestamp '2026-09-05 01:00:00Z', 'a1', 'u3', true)")}`,
    );
    const path = `table://${table}`;
    expect((await load(folder)).json).toMatchObject({
      ...{ files: 1, lines: 4, known: 0 },
      replaced: [{ path, batch_id: 1 }],
    });
    expect(
      await warehouseRows(
        folder,
        'select batch_id, withdrawn_sequence_number is null, lines from batches order by batch_id',
      ),
    ).toEqual([
      [1n, false, 3n],
      [2n, true, 4n],
    ]);
    const verified = await imbillOnSpark(folder, 'invoice', 'verify', '--json');
    expect(JSON.parse(verified.stdout).differences).toEqual([]);
  });

  it('keeps rejected rows with what is wrong, and what row it is', async () => {
    const table = await createTable(
      rows(
        `${twoDays}, (null, 'a1', 'u1', true), (timestamp '2026-09-03 10:00:00Z', ' a1', 'u1', true)`,
      ),
    );
    const entry = `logins: { table: ${table}, columns: ${columns} }`;
    const folder = await workspace(entry);
    const refused = await load(folder);
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain(
      `table://${table}, rejected row 2: time is empty; the row is {"time":null,"app_id":"a1","user_id":"u1"}.`,
    );
    expect(refused.stderr).toContain(
      `table://${table}, rejected row 1: app_id is " a1", begins or ends with a space; the row is {"time":"2026-09-03T10:00:00Z","app_id":" a1","user_id":"u1"}.`,
    );
    expect(refused.stderr).toContain('2 of 5 lines were rejected, more than rejects.max_share (0)');
    expect(await warehouseRows(folder, 'select 1 from batches')).toEqual([]);
    const lenient = await workspace(entry, 'rejects: { max_share: 0.5 }');
    expect((await load(lenient)).json).toMatchObject({ lines: 5, accepted: 3, rejected: 2 });
    expect(
      await warehouseRows(
        lenient,
        'select line_number, column_name, value from rejects order by all',
      ),
    ).toEqual([
      [1n, 'app_id', ' a1'],
      [2n, 'time', ''],
    ]);
  });

  /** Databases for tables with snapshots, such as `iceberg=ice.db,delta=default`; most servers have none. */
  const formats = (process.env['IMBILL_TEST_SPARK_FORMATS'] ?? '').split(',').filter(Boolean);

  it.skipIf(formats.length === 0)(
    'reads a table of Iceberg or Delta at its snapshot (not run: no such catalog)',
    async () => {
      for (const format of formats) {
        const [provider, database] = format.split('=');
        const table = `${database}.imbill_test_${process.pid}`;
        await session.run(`create table ${table} using ${provider} as ${rows(twoDays)}`);
        const folder = await workspace(`logins: { table: ${table}, columns: ${columns} }`);
        expect((await load(folder)).json).toMatchObject({ files: 1, lines: 3 });
        const [[first]] = (await warehouseRows(folder, 'select fingerprint from deliveries')) as [
          [string],
        ];
        expect(first).toMatch(/^snapshot \d+$/);
        expect((await load(folder)).json).toMatchObject({ files: 0, known: 1 });
        await session.run(
          `insert into ${table} ${rows("(timestamp '2026-09-05 01:00:00Z', 'a1', 'u3', true)")}`,
        );
        expect((await load(folder)).json).toMatchObject({ files: 1, lines: 4 });
        const former = await workspace(
          `logins: { table: ${table}, columns: ${columns}, snapshot: "${first.split(' ')[1]}" }`,
        );
        expect((await load(former)).json).toMatchObject({ files: 1, lines: 3 });
        const wrong = await workspace(
          `logins: { table: ${table}, columns: ${columns}, snapshot: 77 }`,
        );
        expect(await load(wrong)).toMatchObject({
          exitCode: 3,
          stderr: expect.stringContaining('Spark has no such table, column or snapshot'),
        });
        await session.run(`drop table ${table}`);
      }
    },
  );
});
