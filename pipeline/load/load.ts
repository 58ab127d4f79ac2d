import { mkdir, rm } from 'node:fs/promises';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Counts } from '../../src/base/progress.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { MatchedFile } from '../../src/intake/records/delivered-files.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { LoadOptions, LoadResult } from '../../src/jobs/load.ts';
import { describeLateMonth } from '../../src/warehouse/describe-late-month.ts';
import { describeFailedFile } from '../../src/warehouse/failed-logins.ts';
import type { FinishedLoad } from '../../src/warehouse/finish-load.ts';
import { storeTimeZone } from '../../src/warehouse/lake-time-zone.ts';
import {
  beginLoad,
  endLoad,
  forgetGoneRefusals,
  loadTotals,
} from '../../src/warehouse/load-records.ts';
import { firstRejectedLines } from '../../src/warehouse/rejected-lines.ts';
import { sameContent } from '../../src/warehouse/same-content.ts';
import { removeUnknownSegments } from '../../src/warehouse/segments.ts';
import { listWithdrawnFiles } from '../../src/warehouse/withdrawn-files.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { measure } from '../measure/measure.ts';
import { BatchRecorder, type WaitingFile } from './batch-recorder.ts';
import { decideOnRejects } from './decide-on-rejects.ts';
import { type LoadJob, loadFiles } from './load-files.ts';
import { loadPayments } from './load-payments.ts';
import { type FreshFile, type GoneFile, planLoad } from './load-plan.ts';
import { loadTables } from './load-tables.ts';
import { noneLoaded, sortLoaded } from './settle-content.ts';

/**
 * Loads all files that the sources match and that are not known yet. Each is verified, checked line by line,
 * stored as one segment a billing day, and recorded as a batch. A known file with other content, or whose entry
 * changed, replaces its former rows, all such files at once at the end. The next load continues a killed one.
 *
 * @throws {UserError} (exit 3) If a file is refused, the time zone changed, or the share of rejected lines is above
 *   `rejects.max_share`; then nothing of the files with rejected lines is used.
 */
export function load(effects: Effects, options: LoadOptions = {}): Promise<LoadResult> {
  return effects.progress.step('load', () => loadNew(effects, options), countsOf);
}

/** Returns the counts of a load that its log line shows. */
function countsOf(result: LoadResult): Counts {
  const { files, duplicates, lines, accepted, rejected, known } = result;
  return { files, duplicates, lines, accepted, rejected, known };
}

async function loadNew(
  effects: Effects,
  { again, reason = '' }: LoadOptions = {},
): Promise<LoadResult> {
  const { warehouse, workspace, settings } = effects;
  await storeTimeZone(warehouse, settings.timezone);
  await removeUnknownSegments(warehouse, workspace);
  const plan = await planLoad(effects, again);
  const deliveries = [
    ...plan.matched.map(({ name }) => name),
    ...plan.tables.map(({ path }) => path),
  ];
  await forgetGoneRefusals(warehouse, new Set(deliveries));
  const loadId = await beginLoad(warehouse, {
    command: effects.command ?? 'imbill load',
    version: imbillVersion(),
    startedAt: new Date(effects.now()),
  });
  const recorder = await BatchRecorder.open(effects, loadId);
  const loaded = noneLoaded();
  const job = { effects, recorder, loadId, loaded };
  await loadFiles(job, await loadOnCluster(job, plan.fresh));
  const tables = await loadTables(job, plan.tables);
  sortLoaded(loaded);
  const totals = await loadTotals(warehouse, loadId);
  const refused = await decideOnRejects(effects, recorder, loaded, totals);
  const payments = await loadPayments(effects).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    refused.push(error.message);
    return undefined;
  });
  const problems = [...loaded.problems, ...refused];
  const settled = await recorder.recordWaiting(loaded.waiting, reason);
  recorder.userIds.close();
  await cleanUp(effects);
  for (const month of settled.months) await measure(month as Month, effects);
  const loadedTotals = await loadTotals(warehouse, loadId);
  await endLoad(warehouse, loadId, {
    endedAt: new Date(effects.now()),
    exitCode: problems.length > 0 ? exitCodes.badInput : exitCodes.done,
    totals: loadedTotals,
  });
  if (problems.length > 0) {
    const refusedPaths = new Set(
      refused.length > 0 ? loaded.withRejects.map(({ path }) => path) : [],
    );
    const used = loaded.allFailed.filter(({ path }) => !refusedPaths.has(path));
    problems.push(...used.map(describeFailedFile), ...settled.late.map(describeLateMonth));
    throw new UserError(problems.join('\n\n'), exitCodes.badInput);
  }
  return {
    ...loadedTotals,
    known: plan.matched.length - plan.fresh.length + loaded.untouched + tables.known,
    ...(payments !== undefined && { payments }),
    ...(tables.notRead.length > 0 && { tables_not_read: tables.notRead }),
    left_out: plan.leftOut,
    ...describeKnownFiles(loaded.waiting, settled),
    gone: plan.gone.filter(isStillGone(loaded.waiting)),
    all_failed: loaded.allFailed,
    read_by_one: loaded.readByOne,
    late: settled.late,
    withdrawn: await listWithdrawnFiles(warehouse, loadId, [
      ...plan.leftWithdrawn,
      ...loaded.leftWithdrawn,
    ]),
    same_content: await sameContent(warehouse, workspace.root, loadId),
    unmatched: unmatchedGlobs(settings.sources, plan.matched),
    ...(recorder.userIds.kept.length > 0 && { user_ids_kept: recorder.userIds.kept }),
    first_rejects: await firstRejectedLines(warehouse, loadId),
  };
}

/** Lets the executors load the files that they see. @returns The other files. */
async function loadOnCluster(
  job: LoadJob,
  files: readonly FreshFile[],
): Promise<readonly FreshFile[]> {
  if (!job.effects.spark?.settings.load) return files;
  const { loadOnSpark } = await import('./load-on-spark.ts');
  // The keys of user ids stay on this machine, and so do the files whose ids are hashed.
  const here = files.filter(({ source }) => source.userIds === 'hmac');
  const there = files.filter(({ source }) => source.userIds !== 'hmac');
  return [...here, ...(await loadOnSpark(job, job.effects.spark, there))];
}

/** Removes half-written files, and segments of files that were refused. */
async function cleanUp({ warehouse, workspace, spark }: Effects): Promise<void> {
  for (const folder of new Set([workspace.scratch, spark?.places.scratch ?? workspace.scratch])) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  if (spark?.settings.load) await removeUnknownSegments(warehouse, workspace);
}

/** Lists the globs of sources that match no file: a delivery may be missing. */
function unmatchedGlobs(
  sources: readonly SourceSettings[],
  matched: readonly MatchedFile[],
): string[] {
  return sources
    .filter((source) => !matched.some((file) => file.source === source))
    .flatMap(({ files }) => files);
}

/** Tells which known files changed, grew, or were read again. */
function describeKnownFiles(
  waiting: readonly WaitingFile[],
  { gone }: FinishedLoad,
): Pick<LoadResult, 'changed' | 'replaced' | 'grown' | 'read_again'> {
  const files = waiting.toSorted((a, b) => (a.content.path < b.content.path ? -1 : 1));
  const others = files.filter(({ before }) => before !== undefined && gone.has(before.batchId));
  const replaced = others
    .filter(({ change }) => change === 'changed')
    .map(({ content, before }) => ({ path: content.path, batch_id: Number(before!.batchId) }));
  return {
    changed: replaced.map(({ path }) => path),
    replaced,
    grown: others
      .filter(({ change }) => change === 'grown')
      .map(({ content, before, batch }) => ({
        path: content.path,
        lines: (batch?.counts.lines ?? before!.lines) - before!.lines,
      })),
    read_again: files
      .filter(({ change }) => change === 'settings' || change === 'asked')
      .map(({ content, change, hasSameRows }) => ({
        path: content.path,
        has_other_rows: !hasSameRows,
        because: change === 'asked' ? 'asked' : 'settings',
      })),
  };
}

/** Builds the test whether a file is still gone: neither renamed nor read from a copy. */
function isStillGone(waiting: readonly WaitingFile[]): (file: GoneFile) => boolean {
  const read = new Set(
    waiting.flatMap(({ content, before, change }) =>
      before !== undefined && (before.sha256 === content.sha256 || change === 'grown')
        ? [Number(before.batchId)]
        : [],
    ),
  );
  return ({ batch_id }) => !read.has(batch_id);
}
