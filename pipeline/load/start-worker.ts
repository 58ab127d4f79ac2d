import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { SparkSession } from '../../src/spark/session.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { cachedWorker } from '../../src/spark/worker/cached-worker.ts';
import { workerCode } from '../../src/spark/worker/worker-files.ts';
import type { Effects } from '../effects/effects.ts';
import { versionsNow } from '../effects/provenance.ts';
import type { ExpectedWorker } from './check-wave.ts';

/** A worker that the executors can start. */
export interface StartedWorker {
  /** Command that starts it. */
  command: string;
  expected: ExpectedWorker;
  /** The archive that was sent; without a hash if none was. */
  archive: { archive_sha256?: string };
}

/** Makes sure that the executors have the worker: sends it to them, or names the folder in which it is. */
export async function startWorker(
  { warehouse, workspace, fileReading }: Pick<Effects, 'warehouse' | 'workspace' | 'fileReading'>,
  { settings }: SparkEngine,
  session: SparkSession,
): Promise<StartedWorker> {
  const root = fileReading?.packageFolder;
  const { imbill, duckdb } = await versionsNow(warehouse);
  const expected = { imbill, duckdb, code_sha256: workerCode(root).sha256 };
  if (settings.worker !== 'ship')
    return { command: commandIn(settings.worker), expected, archive: {} };
  const { path, sha256 } = await cachedWorker(workspace.packedWorker, root);
  const folder = await session.shipArchive(path, `imbill-${sha256.slice(0, 16)}`);
  return { command: commandIn(folder), expected, archive: { archive_sha256: sha256 } };
}

/** Returns the command for a folder. It becomes part of a query and of a shell's line. */
function commandIn(folder: string): string {
  if (/^[\w./+@=-]+$/.test(folder)) return `${folder}/run`;
  throw new UserError(
    `engine.spark.worker is ${JSON.stringify(folder)}.\nAccepted: a path of ASCII letters, digits and the signs . _ + @ = - and /.\nUnpack the worker into such a folder.`,
    exitCodes.badInput,
  );
}
