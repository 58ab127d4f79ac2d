import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { imbillProcess } from '../../src/testing/command-line.ts';
import { warehouseRows } from '../../src/testing/jobs.ts';
import { mixedAccounts, mixedFiles } from '../../src/testing/mixed-month.ts';
import {
  type EngineKeys,
  filesLike,
  imbillOnSpark,
  scriptedWorker,
  unpackedWorker,
  useCluster,
} from '../../src/testing/spark/spark-workspace.ts';
import { describeWithSpark } from '../../src/testing/spark/with-spark.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

const run = ['run', '--month', '2026-09'];

describeWithSpark('a cluster that cannot be used', () => {
  let untouched: string;
  let folder: string;
  beforeAll(async () => {
    untouched = await writeWorkspace({ ...mixedAccounts, files: mixedFiles() });
  });
  beforeEach(async () => {
    folder = await tempFolder();
    await cp(untouched, folder, { recursive: true });
  });

  async function expectNothingRecorded(): Promise<void> {
    const tables = ['batches', 'daily_usage', 'monthly_users', 'invoices'];
    if ((await filesLike(folder, /warehouse/)).length > 0)
      for (const table of tables)
        expect(await warehouseRows(folder, `select * from ${table}`)).toEqual([]);
    expect(await filesLike(join(folder, 'out'), /INV/)).toEqual([]);
  }

  it.each([
    ['no token', { IMBILL_SPARK_TOKEN: '' }],
    ['a wrong token', { IMBILL_SPARK_TOKEN: 'other' }],
  ])('is refused with %s', async (_, env) => {
    await useCluster(folder);
    const { exitCode, stderr } = await imbillProcess(run, { cwd: folder, env });
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/refuses the token/)]);
    expect(stderr).toContain('Set IMBILL_SPARK_TOKEN');
    await expectNothingRecorded();
  });

  it.each<[string, EngineKeys, number, RegExp]>([
    [
      'a setting that lets overflows pass',
      { settings: { 'spark.sql.ansi.enabled': 'false' } },
      3,
      /spark\.sql\.ansi\.enabled.*imbill sets it to true/,
    ],
    [
      'a folder that is not here',
      { shared: '/nowhere/at/all' },
      3,
      /engine\.spark\.shared is "\/nowhere/,
    ],
    [
      'a folder that executors do not see',
      { read_as: 'file:///nowhere/at/all' },
      1,
      /PATH_NOT_FOUND|does not exist/,
    ],
  ])('is refused with %s', async (_, keys, code, message) => {
    await useCluster(folder, keys);
    const { exitCode, stderr } = await imbillOnSpark(folder, ...run);
    expect([exitCode, stderr]).toEqual([code, expect.stringMatching(message)]);
    await expectNothingRecorded();
  });

  it('is refused with a worker of another version', async () => {
    const other = await tempFolder();
    await cp(await unpackedWorker(), other, { recursive: true });
    await appendFile(join(other, 'dist/pipeline/worker/main.js'), '\n// Changed.\n');
    await useCluster(folder, { worker: other });
    const { exitCode, stderr } = await imbillOnSpark(folder, ...run);
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringMatching(/A worker on the cluster is imbill/),
    ]);
    await expectNothingRecorded();
  });

  it.each([
    [
      'does not answer for every file',
      'head -n 0 | "$worker"',
      1,
      /did not answer for 3 of 3 files/,
    ],
    [
      'ends with an error each time',
      'echo "no room" >&2; exit 3',
      1,
      /exited with status 3|SCRIPT|Subprocess/,
    ],
    [
      'cannot start Node.js',
      `cat >/dev/null; printf '{"failed":"node-7 cannot start Node.js"}\\n'`,
      1,
      /node-7 cannot start Node\.js/,
    ],
  ])('is refused where the worker %s', async (_, script, code, message) => {
    await useCluster(folder, { worker: await scriptedWorker(script), tasks: 1 });
    const { exitCode, stderr } = await imbillOnSpark(folder, ...run);
    expect([exitCode, stderr]).toEqual([code, expect.stringMatching(message)]);
    await expectNothingRecorded();
  });

  it('is not needed: the same workspace is billed here', async () => {
    await useCluster(folder);
    const { exitCode } = await imbillProcess([...run, '--engine', 'duckdb'], { cwd: folder });
    expect(exitCode).toBe(0);
  });
});
