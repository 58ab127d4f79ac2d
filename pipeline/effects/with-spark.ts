import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { EngineOptions, SparkEngine } from '../../src/spark/spark-engine.ts';
import type { SparkSettings } from '../../src/spark/spark-settings.ts';
import { readMachineSettings, readSettings } from '../../src/workspace/settings.ts';
import { useFileAccess } from './file-access.ts';
import { stopAtOnce } from './stop-at-once.ts';

/** Cluster of a command while it runs, so that a signal can stop what runs there. */
export interface UsedSpark {
  spark?: SparkEngine;
}

/** Settings of a cluster, and what a command does with the workspace. */
interface SparkUse {
  settings: SparkSettings | undefined;
  use: EngineOptions['use'];
  /** Gets the cluster while the work runs. */
  used: UsedSpark;
}

/**
 * Runs `work` with the cluster that a command uses, if it uses one, and closes its session.
 *
 * @throws {UserError} (exit 2) If `--engine spark` was given and imbill.yaml has no engine.spark.
 */
export async function withSpark<T>(
  context: JobContext,
  { settings, use, used }: SparkUse,
  work: (used: UsedSpark) => Promise<T>,
): Promise<T> {
  const { workspace, engine } = context;
  if (settings === undefined) {
    if (engine === 'spark') await refuseSpark(context);
    return work(used);
  }
  if (engine === 'duckdb') {
    if (use === 'write')
      await (await import('../../src/spark/shared-lake.ts')).finishMove(workspace.lake);
    return work(used);
  }
  const { openSparkEngine } = await import('../../src/spark/spark-engine.ts');
  const token = process.env['IMBILL_SPARK_TOKEN'] || undefined;
  const spark = await openSparkEngine(settings, { workspace, use, token });
  used.spark = spark;
  try {
    return await work(used);
  } finally {
    await spark.close();
  }
}

/**
 * Runs `work` with the cluster of imbill.yaml. A signal stops what runs there.
 *
 * @throws {UserError} (exit 2) If imbill.yaml has no engine.spark.
 */
export async function withCluster<T>(
  context: JobContext,
  work: (spark: SparkEngine) => Promise<T>,
): Promise<T> {
  const { spark: settings, fileAccess } = await readMachineSettings(context.workspace.settings);
  useFileAccess(fileAccess, settings);
  const used: UsedSpark = {};
  const needed: JobContext = { ...context, engine: 'spark' };
  return stopAtOnce(
    'Nothing was changed.',
    () => withSpark(needed, { settings, use: 'check', used }, ({ spark }) => work(spark!)),
    () => used.spark?.interrupt(),
    context.say,
  );
}

async function refuseSpark({ workspace }: JobContext): Promise<never> {
  // Settings that cannot be read are the reason, if there are some.
  await readSettings(workspace.settings);
  throw new UserError(
    'imbill.yaml has no engine.spark, so there is no cluster to use.\nAdd the key engine: { spark: { remote: "sc://host:15002", shared: /folder } }, or use --engine duckdb.',
    exitCodes.wrongUsage,
  );
}
