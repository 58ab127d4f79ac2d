import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, ConnectError } from '@connectrpc/connect';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRemote } from './remote.ts';
import { SparkSession } from './session.ts';
import type { SparkError } from './spark-error.ts';
import { arrowStream } from './testing/arrow-stream.ts';
import { type FakeSpark, type Step, startFakeSpark } from './testing/fake-spark.ts';

let spark: FakeSpark;
afterEach(() => spark?.close());

const batch = (...counts: bigint[]): Step => ({
  responseType: {
    case: 'arrowBatch',
    value: { data: rowsOf(...counts), rowCount: BigInt(counts.length) },
  },
});

describe('SparkSession', () => {
  it('reads rows batch by batch, with exact values', async () => {
    spark = await startFakeSpark({
      'select 1': [batch(1n, 2n), batch(9_223_372_036_854_775_807n)],
    });
    expect((await session().rows('select 1')).map(({ count }) => count)).toEqual([
      1n,
      2n,
      9_223_372_036_854_775_807n,
    ]);
    expect(spark.calls).toEqual(['select 1']);
  });

  it('attaches a broken stream again after the last response, so no row is lost or read twice', async () => {
    spark = await startFakeSpark({ 'select 1': [batch(1n), 'cut', batch(2n), 'end', batch(3n)] });
    const rows = await session().rows('select 1');
    expect(rows.map(({ count }) => count)).toEqual([1n, 2n, 3n]);
    expect(spark.calls).toEqual(['select 1', 'attach 4', 'attach 2']);
  });

  it('tells stages and tasks while a query runs', async () => {
    const stages = [{ stageId: 3n, numTasks: 8n, numCompletedTasks: 5n }];
    const progress: Step = { responseType: { case: 'executionProgress', value: { stages } } };
    spark = await startFakeSpark({ 'select 1': [progress, batch(1n)] });
    const seen: unknown[] = [];
    await session({ onProgress: (one) => seen.push(one) }).rows('select 1');
    expect(seen).toEqual([{ stages: [{ id: 3, tasks: 8, done: 5 }] }]);
  });

  it('sends the token, and says what to do where it is refused', async () => {
    spark = await startFakeSpark({ 'select 1': [batch(1n)] }, { token: 'right' });
    expect(await session({ token: 'right' }).version()).toBe('4.3.0');
    const error = await failureOf(session({ token: 'wrong' }).version());
    expect(error.message).toBe(
      `Spark at ${spark.remote} refuses the token: Invalid authentication token\nSet IMBILL_SPARK_TOKEN to the token of the server and run again.`,
    );
    expect(error.exitCode).toBe(1);
  });

  it("passes on Spark's error class and message without the stack of the JVM", async () => {
    const fault = new ConnectError(
      '[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found. SQLSTATE: 42P01\n\tat org.apache.spark.A(B.scala:1)\n\tat C',
      Code.Internal,
    );
    spark = await startFakeSpark({ 'select 1': [batch(1n), fault] });
    const error = await failureOf(session().rows('select 1'));
    expect(error.errorClass).toBe('TABLE_OR_VIEW_NOT_FOUND');
    expect(error.message).toBe(
      `Spark at ${spark.remote} reports: [TABLE_OR_VIEW_NOT_FOUND] The table \`x\` cannot be found. SQLSTATE: 42P01\nCorrect what it names and run again, or use --engine duckdb. Nothing was recorded.`,
    );
  });

  it('says so where the server forgot the session in the middle of a result', async () => {
    const lost = new ConnectError('[INVALID_HANDLE.SESSION_NOT_FOUND] gone', Code.Internal);
    spark = await startFakeSpark({ 'select 1': [batch(1n), lost] });
    const error = await failureOf(session().rows('select 1'));
    expect(error.message).toContain(
      'no longer knows this session (INVALID_HANDLE.SESSION_NOT_FOUND)',
    );
  });

  it('says so where nobody listens', async () => {
    spark = await startFakeSpark({});
    await spark.close();
    const error = await failureOf(session().version());
    expect(error.message).toMatch(/^Spark at sc:\/\/127\.0\.0\.1:\d+ cannot be reached: /);
  });

  it('ships an archive in pieces with checksums', async () => {
    spark = await startFakeSpark({});
    const folder = await mkdtemp(join(tmpdir(), 'imbill-ship-'));
    const content = randomBytes(100_000);
    await writeFile(join(folder, 'a.tgz'), content);
    await session().shipArchive(join(folder, 'a.tgz'), 'worker');
    await rm(folder, { recursive: true });
    expect(spark.archives.get('archives/worker.tgz#worker')?.equals(content)).toBe(true);
  });
});

function rowsOf(...counts: bigint[]) {
  const rest = { name: 'é', quantity: 1n, day: 0, at: 0n, isTrue: true };
  return arrowStream(counts.map((count) => ({ ...rest, count })));
}

function session(options: Partial<ConstructorParameters<typeof SparkSession>[0]> = {}) {
  return new SparkSession({ remote: parseRemote(spark.remote), ...options });
}

async function failureOf(call: Promise<unknown>): Promise<SparkError> {
  return call.then(
    () => Promise.reject(new Error('it did not fail')),
    (error) => error,
  );
}
