import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRemote } from './remote.ts';
import { openSparkEngine } from './spark-engine.ts';
import type { SparkSettings } from './spark-settings.ts';
import { type FakeSpark, startFakeSpark } from './testing/fake-spark.ts';
import { preparedAnswers } from './testing/prepared-answers.ts';

let folder: string;
let spark: FakeSpark | undefined;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'imbill-engine-')));
  await mkdir(join(folder, 'shared/workspace'), { recursive: true });
});
afterEach(async () => {
  await spark?.close();
  spark = undefined;
  await rm(folder, { recursive: true });
});

describe('pathForSpark', () => {
  it('gives the path itself, behind links', async () => {
    await mkdir(join(folder, 'shared/lake'));
    await symlink(join(folder, 'shared/lake'), join(folder, 'lake'));
    expect((await engine()).pathForSpark(join(folder, 'lake/a b/é.parquet'))).toBe(
      `file://${folder}/shared/lake/a b/é.parquet`,
    );
  });

  it('gives the address of read_as', async () => {
    expect(
      (await engine({ readAs: 's3a://billing/im' })).pathForSpark(
        join(folder, 'shared/lake/a.parquet'),
      ),
    ).toBe('s3a://billing/im/lake/a.parquet');
  });

  it('refuses a path that the executors do not see', async () => {
    const opened = await engine();
    expect(() => opened.pathForSpark(join(folder, 'other/a.parquet'))).toThrow(
      `${folder}/other/a.parquet does not lie below engine.spark.shared (${folder}/shared), so the executors do not see it.\nMove it there, or use --engine duckdb.`,
    );
  });

  it('refuses a path that Spark would take for a pattern', async () => {
    const opened = await engine();
    expect(() => opened.pathForSpark(join(folder, 'shared/a[1]/b.parquet'))).toThrow(
      `The path "${folder}/shared/a[1]/b.parquet" holds a sign that Spark takes for a pattern.`,
    );
  });
});

describe('openSparkEngine', () => {
  it('refuses a shared folder that is not there', async () => {
    await expect(engine({ shared: join(folder, 'nowhere') })).rejects.toThrow(
      `engine.spark.shared is "${folder}/nowhere", which is not there.\nAccepted: a folder that this machine and all executors see under this path.\nMount it here, or use --engine duckdb.`,
    );
  });

  it('opens one session for all, notes it, and forgets it when it is closed', async () => {
    spark = await startFakeSpark(preparedAnswers);
    const opened = await engine();
    expect(await readdir(folder)).not.toContain('notes');
    expect(await opened.session()).toBe(await opened.session());
    expect(await opened.version()).toBe('4.3.0');
    expect(await readdir(join(folder, 'notes'))).toEqual([`${(await opened.session()).id}.json`]);
    await opened.close();
    expect(await readdir(join(folder, 'notes'))).toEqual([]);
    expect(spark.released).toEqual([(await opened.session()).id]);
  });

  it('stops the session of a process that was killed, and no other', async () => {
    spark = await startFakeSpark(preparedAnswers);
    await mkdir(join(folder, 'notes'));
    const note = (id: string, pid: number, host = hostname()) =>
      writeFile(join(folder, `notes/${id}.json`), JSON.stringify({ pid, host }));
    // No process has this id: Linux ends at 4,194,304.
    await note('killed', 999_999_999);
    await note('running', process.pid);
    await note('elsewhere', 999_999_999, 'another-host');
    const opened = await engine();
    await opened.session();
    expect(spark.interrupted).toEqual(['killed']);
    expect(spark.released).toEqual(['killed']);
    await opened.close();
    expect(await readdir(join(folder, 'notes'))).toEqual(['elsewhere.json', 'running.json']);
  });

  it('refuses an engine that lets an overflow pass, and leaves no session behind', async () => {
    const passing = Object.fromEntries(Object.keys(preparedAnswers).map((query) => [query, []]));
    spark = await startFakeSpark(passing);
    const opened = await engine();
    await expect(opened.session()).rejects.toThrow(
      /^This engine cannot be used for billing: it lets an overflow pass: /,
    );
    await opened.close();
    expect(await readdir(join(folder, 'notes'))).toEqual([]);
    expect(spark.released).toHaveLength(1);
  });

  it('refuses a server that is too old', async () => {
    spark = await startFakeSpark(preparedAnswers, { version: '3.4.4' });
    const opened = await engine();
    await expect(opened.session()).rejects.toThrow(
      'This engine cannot be used for billing: it is Spark 3.4.4.\nAccepted: Spark 3.5 or newer.\nUse another server, or --engine duckdb.',
    );
  });

  it('shows stages and tasks as steps, until it no longer follows', async () => {
    const steps: string[] = [];
    const stages = (done: bigint) => [{ stageId: 1n, numTasks: 3n, numCompletedTasks: done }];
    const progress = (done: bigint) => ({
      responseType: { case: 'executionProgress' as const, value: { stages: stages(done) } },
    });
    spark = await startFakeSpark({ ...preparedAnswers, 'select 1': [progress(1n), progress(3n)] });
    const opened = await engine();
    const stop = opened.follow({
      extend: (more) => steps.push(`+${more}`),
      advance: (label) => steps.push(label),
      read: () => undefined,
      end: () => undefined,
    });
    await (await opened.session()).rows('select 1');
    stop();
    await (await opened.session()).rows('select 1');
    const [one, three] = ['Spark, stage 1: 1 of 3 tasks', 'Spark, stage 1: 3 of 3 tasks'];
    expect(steps).toEqual(['+3', one, three, three]);
    await opened.close();
  });
});

/** Workspace whose lake lies below the shared folder. */
function workspaceIn(root: string) {
  const own = join(root, 'shared/workspace');
  return {
    root: own,
    lake: join(own, 'lake'),
    scratch: join(own, 'scratch'),
    counted: join(own, 'counted'),
    sparkSessions: join(root, 'notes'),
  };
}

function engine(settings: Partial<SparkSettings> = {}) {
  return openSparkEngine(
    {
      remote: parseRemote(spark?.remote ?? 'sc://nowhere'),
      shared: join(folder, 'shared'),
      load: true,
      worker: 'ship',
      tasks: 2,
      workerMegabytes: 600,
      settings: {},
      ...settings,
    },
    { workspace: workspaceIn(folder), use: 'write' },
  );
}
