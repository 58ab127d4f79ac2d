import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeSpark, type Step, startFakeSpark } from '../../src/spark/testing/fake-spark.ts';
import { preparedAnswers } from '../../src/spark/testing/prepared-answers.ts';
import { type ResultRow, resultBatch } from '../../src/spark/testing/result-stream.ts';
import { imbill, startImbill } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { removeTempFolders } from '../../src/testing/temp-folder.ts';
import { csv, writeWorkspace } from '../../src/testing/write-workspace.ts';
import { partitionsFor } from './count-on-spark.ts';

const month = '2026-09';
const groups = csv('time,app_id,group_id,event', ['2026-09-02T12:00:00+08:00,a1,g1,created']);
const row = (day: string, quantity: number, metric = 'groups'): ResultRow => ({
  appId: 'a1',
  metric,
  day,
  quantity,
});

/** The first test also loads the modules of Spark. */
vi.setConfig({ testTimeout: 600_000 });

let spark: FakeSpark;
let folder: string;
/** Answer to the query of the rows of metrics. */
let rows: Step[];

beforeEach(async () => {
  spark = await startFakeSpark((asked) => {
    if (/^select app_id, '/.test(asked)) return [...rows];
    return [...(preparedAnswers[asked] ?? [])];
  });
  folder = await writeWorkspace({ files: { 'logs/groups/all.csv': groups } });
  await configure('');
});
afterEach(() => spark.close());
afterAll(removeTempFolders);

describe('counting on Spark', () => {
  it('records the rows that come, over several batches and a broken stream', async () => {
    rows = [resultBatch([row('2026-09-02', 7)]), 'cut', resultBatch([row('2026-09-03', 8)])];
    expect(await preview()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await counted()).toEqual([
      ['2026-09-02', '7.000000000'],
      ['2026-09-03', '8.000000000'],
    ]);
    expect(spark.calls.filter((call) => call.startsWith('attach'))).toHaveLength(1);
    const [[engine] = []] = await warehouseRows(folder, 'select engine from counted_by');
    expect(JSON.parse(String(engine))).toEqual({
      engine: 'spark',
      version: '4.3.0',
      settings: {},
      statements_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('reads the segments through a view, then creates the relations, then asks for the rows', async () => {
    rows = [resultBatch([row('2026-09-02', 7)])];
    await preview();
    const own = spark.calls.filter((call) => !Object.hasOwn(preparedAnswers, call));
    const words = own.map((call) => call.split('\n')[0]!.slice(0, 60));
    expect(words).toEqual([
      expect.stringMatching(/^select count\(distinct part\) as cores/),
      'view lake_groups',
      'create or replace temp view calendar_days as',
      expect.stringMatching(/^create or replace temp view cached_user_days as select/),
      expect.stringMatching(/^create or replace temp view kept_user_days as select/),
      'create or replace temp view stg_groups as',
      ...['group_changes', 'group_days', 'avchatrooms', 'full_groups', 'groups'].map(
        (name) => `create or replace temp view ${name} as`,
      ),
      expect.stringMatching(/^select app_id, 'avchatrooms' as metric,/),
    ]);
  });

  it('counts nothing again that was counted from the same segments', async () => {
    rows = [resultBatch([row('2026-09-02', 7)])];
    await preview();
    const calls = spark.calls.length;
    expect(await preview()).toMatchObject({ exitCode: 0 });
    expect(spark.calls).toHaveLength(calls);
  });

  it.each<[string, Step[]]>([
    [
      'the query fails',
      [
        resultBatch([row('2026-09-02', 7)]),
        new ConnectError('[ARITHMETIC_OVERFLOW] long overflow', Code.Internal),
      ],
    ],
    [
      'a batch arrives with fewer rows than it tells',
      [withCount(resultBatch([row('2026-09-02', 7)]), 2n)],
    ],
  ])('records nothing where %s', async (_, answer) => {
    rows = answer;
    const failed = await preview();
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/^Spark at sc:\/\/127\.0\.0\.1:\d+ reports: /);
    expect(await counted()).toEqual([]);
    expect(await warehouseRows(folder, 'select * from measured_days')).toEqual([]);
  });

  it('is not asked with --engine duckdb, which leaves no note of Spark', async () => {
    rows = [resultBatch([row('2026-09-02', 7)])];
    await preview();
    await warehouseRows(folder, 'delete from measured_days');
    const calls = spark.calls.length;
    expect(await preview('--engine', 'duckdb')).toMatchObject({ exitCode: 0 });
    expect(spark.calls).toHaveLength(calls);
    expect((await counted())[0]).toEqual(['2026-09-02', '1.000000000']);
    expect(await warehouseRows(folder, 'select * from counted_by')).toEqual([]);
  });

  it('is refused without engine.spark', async () => {
    const other = await writeWorkspace({ files: { 'logs/groups/all.csv': groups } });
    const refused = await imbill([
      ...['preview', '--month', month, '--engine', 'spark', '--workspace', other],
    ]);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr:
        'imbill.yaml has no engine.spark, so there is no cluster to use.\nAdd the key engine: { spark: { remote: "sc://host:15002", shared: /folder } }, or use --engine duckdb.\n',
    });
  });

  it('says how to go on where the server is gone', async () => {
    await spark.close();
    const failed = await preview();
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(/^Spark at .* cannot be reached: /);
  });
});

describe('a stopped command', () => {
  const started = async () => {
    rows = ['hang'];
    const run = startImbill(['preview', '--month', month, '--workspace', folder]);
    while (run.child.exitCode === null && !spark.calls.some((call) => /^select app_id/.test(call)))
      await setTimeout(50);
    return run;
  };

  it('stops what runs on the cluster, on Ctrl-C', async () => {
    const { child, ended } = await started();
    child.kill('SIGINT');
    const { stderr } = await ended;
    expect(child.signalCode).toBe('SIGINT');
    expect(stderr).toBe('Stopped by SIGINT. Run it again: it goes on from what was done.\n');
    expect(spark.interrupted).toHaveLength(1);
  });

  it('is stopped there by the next one, if it was killed', async () => {
    const { child, ended } = await started();
    child.kill('SIGKILL');
    await ended;
    expect(spark.interrupted).toEqual([]);
    rows = [resultBatch([row('2026-09-02', 7)])];
    expect(await preview()).toMatchObject({ exitCode: 0 });
    expect(spark.interrupted).toHaveLength(1);
    expect(await counted()).toEqual([['2026-09-02', '7.000000000']]);
  });
});

describe('partitionsFor', () => {
  it.each([
    [0, 2, 4],
    [6_500_000, 2, 4],
    [65_000_000, 2, 10],
    [31_000_000_000, 64, 4770],
  ])('divides %i rows on %i cores into %i tasks', (count, cores, partitions) => {
    expect(partitionsFor(count, cores)).toBe(partitions);
  });
});

function configure(more: string): Promise<void> {
  return appendFile(
    join(folder, 'imbill.yaml'),
    `engine:\n  spark:\n    remote: ${spark.remote}\n    shared: ${JSON.stringify(folder)}\n    load: false\n${more}`,
  );
}

function preview(...options: string[]) {
  return imbill(['preview', '--month', month, ...options, '--workspace', folder]);
}

function counted() {
  return warehouseRows(
    folder,
    "select usage_date, cast(quantity as varchar) from daily_usage where metric = 'groups' order by all",
  );
}

function withCount(step: Step, rowCount: bigint): Step {
  const batch = step as { responseType: { case: 'arrowBatch'; value: { data: Uint8Array } } };
  return { responseType: { case: 'arrowBatch', value: { ...batch.responseType.value, rowCount } } };
}
