import { join } from 'node:path';
import pLimit from 'p-limit';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { isThere } from '../../src/base/is-there.ts';
import type { ProgressTask } from '../../src/base/progress.ts';
import { type Bucket, defaultWaits, openBucket, type Waits } from '../../src/fetch/bucket.ts';
import { checkContent } from '../../src/fetch/check-content.ts';
import { type ChosenObject, chooseObjects, takenNames } from '../../src/fetch/choose-objects.ts';
import { type Environment, readCredentials } from '../../src/fetch/credentials.ts';
import { download } from '../../src/fetch/download.ts';
import { type FetchedRecord, openRecord } from '../../src/fetch/fetched-record.ts';
import type {
  FetchedSource,
  FetchOptions,
  FetchProblem,
  FetchProblemCode,
  FetchResult,
} from '../../src/jobs/fetch.ts';
import type { JobContext } from '../../src/jobs/job-context.ts';
import type { FetchSource } from '../../src/workspace/fetch-settings.ts';
import { readFetchSources } from '../../src/workspace/settings.ts';

/** Parts of the process that fetching needs. */
export interface FetchEffects extends JobContext {
  now(): number;
  environment: Environment;
  waits?: Waits;
}

/**
 * Brings new objects of the buckets in imbill.yaml into the workspace. Objects that were fetched before are left
 * alone, and no file is replaced or removed. Objects with a problem do not stop the others.
 *
 * @throws {UserError} (exit 2) If imbill.yaml names no bucket or there are no keys; (exit 1) if a store refuses or
 *   does not answer; (exit 5) if another fetch is running.
 */
export async function fetchObjects(
  { isDryRun }: FetchOptions,
  effects: FetchEffects,
): Promise<FetchResult> {
  const { workspace, now } = effects;
  const sources = await readFetchSources(workspace.settings);
  if (sources.length === 0)
    throw new UserError(
      'imbill.yaml has no fetch: there is nothing to fetch from.\nAdd the buckets, such as\nfetch:\n  - { from: "s3://im-logs/logins/", into: logs/logins, region: ap-guangzhou }',
      exitCodes.wrongUsage,
    );
  const record = await openRecord(workspace.fetched, now, isDryRun);
  const result: FetchResult = { dry_run: isDryRun, files: 0, bytes: 0, sources: [] };
  try {
    const taken = takenNames();
    for (const source of sources) {
      const bucket = await bucketOf(source, effects);
      const { listed, leftOut, chosen, unsafe, same } = await chooseObjects(bucket, source, taken);
      const fetched: FetchedSource = {
        from: source.from,
        into: source.into,
        listed,
        known: 0,
        left_out: leftOut,
        fetched: [],
        problems: [
          ...unsafe.map((key) => ({ code: 'unsafe-name' as const, key })),
          ...same.map((one) => problem('same-name', one)),
        ],
      };
      result.sources.push(fetched);
      await fetchChosen({ source, bucket, chosen, record, fetched, isDryRun }, effects);
    }
  } catch (error) {
    throw withCounts(error, result);
  } finally {
    record.close();
    count(result);
  }
  return result;
}

async function bucketOf(
  source: FetchSource,
  { environment, waits = defaultWaits }: FetchEffects,
): Promise<Bucket> {
  return openBucket(source, await readCredentials(source.profile, environment), environment, waits);
}

/** Chosen objects of a source, and what becomes of them. */
interface Work {
  source: FetchSource;
  bucket: Bucket;
  chosen: readonly ChosenObject[];
  record: FetchedRecord;
  /** Gets the results. */
  fetched: FetchedSource;
  isDryRun: boolean;
}

async function fetchChosen(work: Work, effects: FetchEffects): Promise<void> {
  const { source, chosen, record, fetched } = work;
  const wanted: ChosenObject[] = [];
  for (const one of chosen) {
    const state = await stateOf(one, record.etagOf(source, one.object.key), work, effects);
    if (state === 'known') fetched.known++;
    else if (state === 'new') wanted.push(one);
    else fetched.problems.push(problem(state, one));
  }
  const bytes = wanted.reduce((sum, { object }) => sum + object.bytes, 0);
  const task = effects.progress.start(`Fetching ${source.from}`, wanted.length, bytes);
  const limit = pLimit(atATime);
  const all = wanted.map((one) => limit(() => fetchOne(one, work, effects, task)));
  const ends = await Promise.allSettled(all);
  task.end();
  fetched.fetched.sort((a, b) => (a.key < b.key ? -1 : 1));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Objects that are fetched at a time. */
const atATime = 8;

/** Compares an object with the record and with the file that has its name. */
async function stateOf(
  { object, path }: ChosenObject,
  etag: string | undefined,
  { record, source, isDryRun }: Work,
  { workspace }: FetchEffects,
): Promise<'known' | 'new' | 'changed' | 'other-file'> {
  if (etag === object.etag) return 'known';
  const file = join(workspace.root, path);
  if (!isThere(file)) return 'new';
  if (etag !== undefined) return 'changed';
  const checked = await checkContent(file, object);
  if (checked === undefined) return 'other-file';
  if (!isDryRun) await record.add(source, object, path, checked);
  return 'known';
}

async function fetchOne(
  one: ChosenObject,
  { source, bucket, record, fetched, isDryRun }: Work,
  { workspace, waits = defaultWaits }: FetchEffects,
  task: ProgressTask,
): Promise<void> {
  const { object, path } = one;
  const entry = { key: object.key, path, bytes: object.bytes };
  if (isDryRun) {
    fetched.fetched.push(entry);
    return;
  }
  const end = await download(bucket, object, join(workspace.root, path), waits);
  task.read(object.bytes);
  task.advance(path);
  if ('problem' in end) {
    fetched.problems.push(problem(problemOf[end.problem], one));
    return;
  }
  await record.add(source, object, path, end.checked);
  fetched.fetched.push({ ...entry, checked: end.checked });
}

const problemOf = {
  changed: 'changed-meanwhile',
  corrupt: 'corrupt',
  exists: 'other-file',
} as const;

function problem(code: FetchProblemCode, { object, path }: ChosenObject): FetchProblem {
  return { code, key: object.key, path };
}

function count(result: FetchResult): void {
  const all = result.sources.flatMap(({ fetched }) => fetched);
  result.files = all.length;
  result.bytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Returns the error with what was fetched before it, which stays. */
function withCounts(error: unknown, result: FetchResult): unknown {
  count(result);
  const isPassing = error instanceof Error && error.name === 'PassingFault';
  if (!isPassing && !(error instanceof UserError)) return error;
  const kept = `${result.files} files were fetched before, and stay; run again to go on.`;
  return new UserError(
    isPassing ? `The store does not answer as it should: ${error.message}\n${kept}` : error.message,
    error instanceof UserError ? error.exitCode : exitCodes.failed,
    { cause: error, details: { ...result } },
  );
}
