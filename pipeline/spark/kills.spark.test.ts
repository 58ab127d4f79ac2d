import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { type Ended, imbillProcess } from '../../src/testing/command-line.ts';
import { hashesBelow } from '../../src/testing/folder-bytes.ts';
import { mixedAccounts, splitFiles } from '../../src/testing/mixed-month.ts';
import { textsBelow } from '../../src/testing/reports.ts';
import {
  expectDone,
  filesLike,
  imbillOnSpark,
  scriptedWorker,
  startOnSpark,
  unpackedWorker,
  until,
  useCluster,
} from '../../src/testing/spark/spark-workspace.ts';
import {
  connectAnswers,
  describeWithSpark,
  killInCluster,
} from '../../src/testing/spark/with-spark.ts';
import { tempFolder } from '../../src/testing/temp-folder.ts';
import { writeWorkspace } from '../../src/testing/write-workspace.ts';

const run = ['run', '--month', '2026-09'];

/** Answers one file a second, so that a test can act in between. */
const slowly = 'while read -r line; do sleep 1; printf "%s\\n" "$line"; done | "$worker"';

describeWithSpark('a month on a cluster where something dies', () => {
  /** A workspace that nothing is loaded of, and the bytes of its month as counted here. */
  let untouched: string;
  let expected: { reports: Record<string, string>; lake: Record<string, string> };
  let folder: string;

  beforeAll(async () => {
    untouched = await writeWorkspace({ ...mixedAccounts, files: splitFiles() });
    const here = await tempFolder();
    await cp(untouched, here, { recursive: true });
    expectDone(await imbillProcess(run, { cwd: here }));
    expected = await bytesOf(here);
  });
  beforeEach(async () => {
    folder = await tempFolder();
    await cp(untouched, folder, { recursive: true });
    await connectAnswers();
  });

  async function expectSameMonth(ended: Ended): Promise<void> {
    expectDone(ended);
    expect(await bytesOf(folder)).toEqual(expected);
  }

  it.each(['executor-1', 'worker-2'] as const)(
    'is the same where %s is killed while files are loaded',
    async (name) => {
      await useCluster(folder, { worker: await scriptedWorker(slowly) });
      const { ended } = startOnSpark(folder, ...run);
      await until(() => hasSegments(folder), 'a first segment');
      await killInCluster(name);
      await expectSameMonth(await ended);
    },
  );

  it('is the same where an executor is killed while it counts', async () => {
    await useCluster(folder, { worker: await unpackedWorker() });
    const { ended } = startOnSpark(folder, ...run);
    await until(() => isCounting(folder), 'the users of the month');
    await killInCluster('executor-1');
    await expectSameMonth(await ended);
  });

  it('is the same where imbill is killed in a wave of files, and run again', async () => {
    await useCluster(folder, { worker: await scriptedWorker(slowly) });
    const { child, ended } = startOnSpark(folder, ...run);
    await until(() => hasSegments(folder), 'a first segment');
    child.kill('SIGKILL');
    expect((await ended).exitCode).toBeNull();
    await expectSameMonth(await imbillOnSpark(folder, ...run));
  });

  it('is the same where imbill is killed while Spark counts, and run again', async () => {
    await useCluster(folder, { worker: await unpackedWorker() });
    const { child, ended } = startOnSpark(folder, ...run);
    await until(() => isCounting(folder), 'the users of the month');
    child.kill('SIGKILL');
    await ended;
    await expectSameMonth(await imbillOnSpark(folder, ...run));
  });

  it('fails where the server is killed, records nothing, and is the same when run again', async () => {
    await useCluster(folder, { worker: await scriptedWorker(slowly) });
    const { ended } = startOnSpark(folder, ...run);
    await until(() => hasSegments(folder), 'a first segment');
    await killInCluster('connect');
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Spark at sc:\S+ (cannot be reached|no longer knows this session)/);
    await connectAnswers();
    await expectSameMonth(await imbillOnSpark(folder, ...run));
  });

  it.each([
    ['fails after its work, and is tried again', '"$worker" >/dev/null; exit 3'],
    // It is killed, or works late beside the second.
    ['is slow, and is started a second time', 'sleep 60'],
  ])('has no row twice where a task %s', async (_, firstTime) => {
    const script = `echo start >>"$once.log"; if mkdir "$once" 2>/dev/null; then ${firstTime}; fi; exec "$worker"`;
    const worker = await scriptedWorker(script);
    await useCluster(folder, { worker, tasks: 4 });
    await expectSameMonth(await imbillOnSpark(folder, ...run));
    const starts = (await readFile(join(worker, 'once.log'), 'utf8')).trim().split('\n');
    // Four tasks, one of them twice.
    expect(starts.length).toBeGreaterThanOrEqual(5);
  });
});

async function bytesOf(folder: string) {
  const reports = await textsBelow(join(folder, 'out'));
  return { reports, lake: await hashesBelow(join(folder, '.imbill/lake')) };
}

async function hasSegments(folder: string): Promise<boolean> {
  return (await filesLike(join(folder, '.imbill/lake'), /\.parquet$/)).length > 0;
}

/** Tells whether Spark is writing the sets of users. */
async function isCounting(folder: string): Promise<boolean> {
  return (await filesLike(join(folder, '.imbill/scratch'), /user_days/)).length > 0;
}
