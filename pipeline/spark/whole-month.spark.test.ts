import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { imbillProcess } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import {
  expectDone,
  filesLike,
  imbillOnSpark,
  useCluster,
} from '../../src/testing/spark/spark-workspace.ts';
import { describeWithSpark } from '../../src/testing/spark/with-spark.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeFiles, writeWorkspace } from '../../src/testing/write-workspace.ts';

const month = ['--month', '2026-09'];

/** Files of all formats, with lines to reject and files that are refused. */
const brokenFiles = {
  'logs/logins/bad-lines.csv':
    'time,app_id,user_id\n2026-09-02T10:00:00+08:00,a1,u1\n2026-09-31T10:00:00Z,a1,u2\n2026-09-02T10:00:00Z,,u3\n',
  'logs/logins/quotes.csv':
    'time,app_id,user_id\n2026-09-02T10:00:00+08:00,a1,"u,1"\n2026-09-02T10:00:00+08:00,a1,"open\n2026-09-02T10:00:00+08:00,a1,u4\n',
  'logs/logins/lines.ndjson':
    '{"time":"2026-09-03T10:00:00+08:00","app_id":"a1","user_id":"用户"}\n{"time":\n',
  'logs/logins/cut.csv.gz': gzipSync('time,app_id,user_id\n2026-09-02T10:00:00Z,a1,u1\n').subarray(
    0,
    40,
  ),
  'logs/logins/other-columns.csv': 'when,who\n1,2\n',
};

describeWithSpark('a month from raw files on a cluster', () => {
  let here: string;
  let there: string;
  beforeAll(async () => {
    here = await writeWorkspace({
      settings: settingsWithRejects,
      ...mixedAccounts,
      files: splitFiles(),
    });
    await writeFiles(here, brokenFiles);
    there = await tempFolder();
    await cp(here, there, { recursive: true });
    await useCluster(there);
  });

  it('is of a cluster that imbill engine check finds fit', async () => {
    const checked = await imbillOnSpark(there, 'engine', 'check');
    expectDone(checked);
    expect(checked.stdout).toMatch(/executors +ok +\d+ executors? sees? it/);
    expect(checked.stdout).not.toMatch(/failed/);
  });

  it('is loaded with the same answers: counts, rejects and refusals', async () => {
    const loaded = await imbillProcess(['load', '--json'], { cwd: here });
    const onSpark = await imbillOnSpark(there, 'load', '--json');
    expect(loaded.exitCode).toBe(3);
    for (const name of ['cut.csv.gz', 'other-columns.csv'])
      expect(loaded.stdout + loaded.stderr).toContain(name);
    expect(onSpark.exitCode).toBe(loaded.exitCode);
    expect(JSON.parse(onSpark.stdout)).toEqual(JSON.parse(loaded.stdout));
    expect(await segments(there)).toEqual(await segments(here));
    expect(await rejects(there)).toEqual(await rejects(here));
  });

  it('has the same invoices and reports, byte for byte', async () => {
    for (const folder of [here, there])
      for (const name of ['cut.csv.gz', 'other-columns.csv'])
        await rm(join(folder, 'logs/logins', name));
    expectDone(await imbillProcess(['run', ...month], { cwd: here }));
    expectDone(await imbillOnSpark(there, 'run', ...month));
    const reports = await textsBelow(join(here, 'out'));
    expect(Object.keys(reports).filter((name) => /INV.*\.(json|csv|html)$/.test(name))).not.toEqual(
      [],
    );
    expect(await textsBelow(join(there, 'out'))).toEqual(reports);
    expect(await warehouseRows(there, usage)).toEqual(await warehouseRows(here, usage));
  });

  it('has other evidence only in who loaded and counted', async () => {
    const [own] = await evidence(here);
    const [spark] = await evidence(there);
    const { counted_by, loaded_by, ...rest } = spark!;
    expect(rest).toEqual(own);
    expect(loaded_by).toEqual([
      expect.objectContaining({ archive_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }),
    ]);
    expect(counted_by).toContainEqual({
      engine: 'spark',
      version: expect.stringMatching(/^\d+\.\d+/),
      settings: {},
      statements_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      measurement: 'groups',
    });
  });

  it.each(['spark', 'duckdb'])(
    'is verified, and rebuilt from its raw files, on %s',
    async (engine) => {
      const chosen = ['--engine', engine];
      expectDone(await imbillOnSpark(there, 'invoice', 'verify', ...chosen));
      expectDone(
        await imbillOnSpark(
          there,
          'invoice',
          'regenerate',
          '--month',
          '2026-09',
          '--from-raw',
          ...chosen,
        ),
      );
    },
  );

  it('counted here is rebuilt from its raw files on a cluster', async () => {
    const copy = await tempFolder();
    await cp(here, copy, { recursive: true });
    await useCluster(copy);
    expectDone(
      await imbillOnSpark(
        copy,
        'invoice',
        'regenerate',
        '--month',
        '2026-09',
        '--from-raw',
        '--engine',
        'spark',
      ),
    );
  });

  it('names a segment in which a byte was changed', async () => {
    const copy = await tempFolder();
    await cp(there, copy, { recursive: true });
    const settings = join(copy, 'imbill.yaml');
    await writeFile(settings, (await readFile(settings, 'utf8')).replaceAll(there, copy));
    const [segment] = await filesLike(join(copy, '.imbill/lake'), /logins.*\.parquet$/);
    const path = join(copy, '.imbill/lake', segment!);
    const bytes = await readFile(path);
    bytes[20]! ^= 1;
    await writeFile(path, bytes);
    const { exitCode, stdout, stderr } = await imbillOnSpark(copy, 'invoice', 'verify');
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain(segment!);
  });
});

const settingsWithRejects = `price_list: tencent-im
rejects: { max_share: 1 }
sources:
  logins: { files: "logs/logins/**/*" }
  bandwidth: { files: "logs/bandwidth/**/*" }
  groups: { files: "logs/groups/**/*" }
`;

const usage = `select app_id, metric, usage_date, numerator, denominator, peak_at from daily_usage
  union all select app_id, 'mau', usage_month, quantity, 1, null from monthly_users order by all`;

/** Hashes of all segments, by path. */
async function segments(folder: string): Promise<Record<string, string>> {
  const hashes = await hashesBelow(join(folder, '.imbill/lake'));
  expect(Object.keys(hashes).length).toBeGreaterThan(10);
  return hashes;
}

/** Counts of each file, and its rejected lines. */
async function rejects(folder: string): Promise<unknown[][]> {
  const counts = 'select source, path, sha256, lines, accepted, rejected from batches order by all';
  const lines =
    'select source, path, line_number, column_name, value, reason from rejects order by all';
  return [...(await warehouseRows(folder, counts)), ...(await warehouseRows(folder, lines))];
}

async function evidence(folder: string): Promise<Record<string, unknown>[]> {
  const rows = await warehouseRows(folder, "select content from facts where kind = 'evidence'");
  return rows.map(([content]) => JSON.parse(String(content)));
}
