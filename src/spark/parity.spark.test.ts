import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithSpark, sparkCluster } from '../testing/spark/with-spark.ts';
import { prepareSession } from './parity.ts';
import { parseRemote } from './remote.ts';
import { SparkSession } from './session.ts';
import { SparkError } from './spark-error.ts';

describeWithSpark('prepareSession, on a cluster', () => {
  let session: SparkSession;
  beforeAll(() => {
    const { remote, token } = sparkCluster();
    session = new SparkSession({ remote: parseRemote(remote), token });
  });
  afterAll(() => session.close());

  it('accepts Spark, and tells its version', async () => {
    expect(await prepareSession(session)).toMatch(/^\d+\.\d+\.\d+/);
  });

  it.each([
    ['a wrong token', 'other'],
    ['no token', undefined],
  ])('refuses %s', async (_, token) => {
    const remote = parseRemote(sparkCluster().remote);
    const stranger = new SparkSession({ remote, token });
    const error = await stranger.version().catch((error: Error) => error);
    expect(error).toBeInstanceOf(SparkError);
    expect((error as Error).message).toMatch(/refuses the token: .*authentication token/);
    expect((error as Error).message).toMatch(/Set IMBILL_SPARK_TOKEN/);
  });
});
