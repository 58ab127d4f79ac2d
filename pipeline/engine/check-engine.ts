import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { CheckedEngine, EngineCheck } from '../../src/jobs/engine.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { SparkError } from '../../src/spark/spark-error.ts';
import { checkExecutors } from './check-executors.ts';
import { checkBuiltInMonth } from './check-month.ts';
import { type Check, type Checking, NotChecked } from './checking.ts';

/** The checks, in their order. If one of the first two fails, the others cannot run. */
const checks: readonly Check[] = [
  { name: 'server', run: async ({ spark }) => `Spark ${await spark.version()}, overflows fail` },
  { name: 'shared folder', run: checkSharedFolder },
  { name: 'executors', run: checkExecutors },
  { name: 'built-in month', run: checkBuiltInMonth },
];

/**
 * Checks whether a cluster can count for billing.
 *
 * @throws {UserError} (exit 3, or 1 if the server cannot be reached) If a check failed, with all checks as details.
 */
export async function checkEngine(spark: SparkEngine): Promise<CheckedEngine> {
  const folder = join(spark.places.scratch, `check-${randomUUID()}`);
  const remote = spark.settings.remote.text;
  const done: EngineCheck[] = [];
  let worst: UserError | undefined;
  try {
    await mkdir(folder, { recursive: true });
    for (const { name, run } of checks) {
      const isBlocked = done.slice(0, 2).some(({ state }) => state === 'failed');
      if (isBlocked) {
        done.push({ name, state: 'not checked', detail: 'needs what failed above' });
        continue;
      }
      const { check, error } = await outcomeOf(name, () => run({ spark, folder }));
      done.push(check);
      worst ??= error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const checked = { remote, checks: done };
  if (worst === undefined) return checked;
  throw new UserError(worst.message, worst.exitCode, { cause: worst, details: { ...checked } });
}

async function outcomeOf(
  name: string,
  run: () => Promise<string>,
): Promise<{ check: EngineCheck; error?: UserError }> {
  try {
    return { check: { name, state: 'ok', detail: await run() } };
  } catch (error) {
    if (error instanceof NotChecked)
      return { check: { name, state: 'not checked', detail: error.message } };
    if (!(error instanceof UserError)) throw error;
    return { check: { name, state: 'failed', detail: error.message }, error };
  }
}

/** Checks that the cluster writes below the shared folder what this machine reads, and the other way round. */
async function checkSharedFolder({ spark, folder }: Checking): Promise<string> {
  const token = randomUUID();
  const session = await spark.session();
  await writeFile(join(folder, 'from-here.txt'), `${token}\n`);
  await session
    .defineView('check_from_here', {
      format: 'text',
      schema: 'value string',
      paths: [spark.pathForSpark(join(folder, 'from-here.txt'))],
    })
    .catch((error) => Promise.reject(notShared(spark, error)));
  const rows = await session
    .rows('select value from check_from_here')
    .catch((error) => Promise.reject(notShared(spark, error)));
  if (rows[0]?.['value'] !== token) throw notShared(spark);
  const written = join(folder, 'from-there');
  await session.write(`select '${token}' as value`, spark.pathForSpark(written));
  const files = await readdir(written).catch(() => []);
  const parts = files.filter((name) => name.endsWith('.parquet'));
  const contents = await Promise.all(parts.map((name) => readFile(join(written, name))));
  if (!contents.some((content) => content.includes(token))) throw notShared(spark);
  return `${spark.settings.shared}: read and written by both`;
}

function notShared({ settings: { shared, readAs } }: SparkEngine, cause?: unknown): UserError {
  const reason = cause instanceof SparkError ? `\n${cause.message.split('\n')[0]}` : '';
  const as = readAs === undefined ? '' : ` (as ${readAs})`;
  return new UserError(
    `The cluster and this machine do not see the same files in ${shared}${as}.${reason}\nAccepted: a folder that both read and write.\nMount it under this path on all nodes, or correct engine.spark.shared and read_as.`,
    exitCodes.badInput,
    { cause },
  );
}
