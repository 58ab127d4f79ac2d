import type { VerifiedDelivery } from '../../src/intake/bytes/verify-delivery.ts';
import type { FailedFile, UncutFile } from '../../src/jobs/load.ts';
import { assertNothingComesBack } from '../../src/warehouse/erased-rows.ts';
import type { Change } from '../../src/warehouse/held-file.ts';
import { type KnownDelivery, refreshDeliveries } from '../../src/warehouse/known-files.ts';
import {
  type CheckedBatch,
  type DeliveredContent,
  recordRefusal,
} from '../../src/warehouse/load-records.ts';
import type { BatchRecorder, KnownBatch, WaitingFile, WrittenBatch } from './batch-recorder.ts';
import type { FreshFile } from './load-plan.ts';
import { nameBatch } from './read-file.ts';
import type { SealedRows } from './read-rows.ts';

/** The files of a load, as far as each can be judged alone. */
export interface LoadedFiles {
  /** Files with rejected lines, by path. They wait until it is known how many the whole load has. */
  withRejects: WrittenBatch[];
  /** Files that replace what they held, or make a batch count again. They are recorded together at the end. */
  waiting: WaitingFile[];
  /** Reasons why files were refused. */
  problems: string[];
  /** Number of files that were copied or touched, and hold what they held. */
  untouched: number;
  /** Files whose entry changed, with the content of a withdrawn batch. */
  leftWithdrawn: string[];
  /** Files of which no login succeeded. */
  allFailed: FailedFile[];
  /** Large files that one thread had to read. */
  readByOne: UncutFile[];
}

/** Load that files belong to, and what is known of them so far. */
export interface Settling {
  recorder: BatchRecorder;
  loadId: number;
  loaded: LoadedFiles;
}

/** Content of a verified file. */
export interface SeenContent {
  /** SHA-256 of the expanded content, lower-case hex. */
  sha256: string;
  /** SHA-256 of as many bytes as the file held before; absent if it is shorter. */
  sha256Before?: string | undefined;
  /** Size of the expanded content. */
  bytes: number;
}

/** Returns the content of a verified file: what was delivered, not the text that is read of it. */
export function contentOf({
  sha256,
  sha256Before,
  bytes,
  deliveredBytes,
}: VerifiedDelivery): SeenContent {
  const before = sha256Before === undefined ? {} : { sha256Before };
  return { sha256, ...before, bytes: deliveredBytes ?? bytes };
}

/** A file that was read into a folder of its own. */
export type ReadContent = Omit<SealedRows, 'read'> & {
  read: Omit<SealedRows['read'], 'days'>;
  scratchDir: string;
};

/**
 * Decides what becomes of a verified file: it is skipped, known, or read. Its rows go to the recorder or to those
 * that wait.
 *
 * @param read Reads the file. It is not called if its content is known.
 * @returns True if rows were written, which the recorder or the end of the load puts in their place.
 */
export async function settleContent(
  job: Settling,
  file: FreshFile,
  seen: SeenContent,
  read: (batchName: string) => Promise<ReadContent>,
): Promise<boolean> {
  const { name: path, fingerprint, entry } = file;
  const content = { source: file.source.kind, path, fingerprint, sha256: seen.sha256, entry };
  const before = findFormer(file, seen);
  if (await skipUnchanged(job, file, content, before)) return false;
  return settleNew(job, file, { seen, content, before }, read);
}

/** Refuses a file: records and reports the reason. */
export async function settleRefusal(
  { recorder, loaded }: Settling,
  file: FreshFile,
  reason: string,
): Promise<void> {
  loaded.problems.push(reason + adviseOnEntry(file));
  const refused = { source: file.source.kind, path: file.name };
  await recorder.write((warehouse) => recordRefusal(warehouse, refused, reason));
}

/** Returns the state of a load before its first file. */
export function noneLoaded(): LoadedFiles {
  return {
    withRejects: [],
    waiting: [],
    problems: [],
    untouched: 0,
    leftWithdrawn: [],
    allFailed: [],
    readByOne: [],
  };
}

/** Puts the lists in an order that does not depend on which file was read first. */
export function sortLoaded(loaded: LoadedFiles): void {
  loaded.withRejects.sort((a, b) => (a.path < b.path ? -1 : 1));
  loaded.problems.sort();
  loaded.allFailed.sort((a, b) => (a.path < b.path ? -1 : 1));
  loaded.readByOne.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Advises on a refused file whose entry changed: by its former entry it may have been right. */
function adviseOnEntry({ before, entry, isAsked }: FreshFile): string {
  if (before?.state !== 'counts' || (before.entry === entry && !isAsked)) return '';
  return '\nIt was read before with other settings, and the rows of that reading still count. If those settings were right, give the file an entry of its own with them in imbill.yaml.';
}

/** Finds the former content of the file. A file that was renamed must begin with it. */
function findFormer({ before, name }: FreshFile, seen: SeenContent): KnownDelivery | undefined {
  return before?.path === name || (before && hasGrown(before, seen)) ? before : undefined;
}

/** Skips a file with the content that it had, unless it must be read again, and notes its times and entry. */
async function skipUnchanged(
  { recorder, loaded }: Settling,
  { isAsked }: FreshFile,
  content: DeliveredContent,
  before: KnownDelivery | undefined,
): Promise<boolean> {
  const { source, sha256, entry, path } = content;
  if (isAsked || before?.sha256 !== sha256 || before.source !== source) return false;
  if (before.entry === entry) loaded.untouched++;
  else if (before.state === 'withdrawn') loaded.leftWithdrawn.push(path);
  else return false;
  await recorder.write((warehouse) => refreshDeliveries(warehouse, [content]));
  return true;
}

interface NewContent {
  seen: SeenContent;
  content: DeliveredContent;
  before: KnownDelivery | undefined;
}

async function settleNew(
  job: Settling,
  file: FreshFile,
  { seen, content, before }: NewContent,
  read: (batchName: string) => Promise<ReadContent>,
): Promise<boolean> {
  const { recorder, loaded, loadId } = job;
  const { isAsked } = file;
  const known = isAsked ? undefined : otherBatch(recorder.findKnown(content), before);
  const waiting = { content, change: changeOf(file, before, seen), ...(before && { before }) };
  if (known !== undefined) {
    if (before === undefined && known.state !== 'replaced')
      await recorder.recordDuplicate(content, known);
    else loaded.waiting.push({ ...waiting, known });
    return false;
  }
  const rows = await read(nameBatch(content, isAsked ? loadId : undefined));
  const written = await withoutUserIds(job, file, rows);
  await assertNothingComesBack(recorder.erased, { content, before }, written.segments);
  const batch = batchOf(job, { ...content, isReadAgain: isAsked, bytes: seen.bytes }, written);
  if (batch.counts.rejected > 0) loaded.withRejects.push(batch);
  if (before !== undefined) loaded.waiting.push({ ...waiting, batch });
  else if (batch.counts.rejected === 0) recorder.add(batch);
  return true;
}

/** Hashes the user ids of a file that was read, if they are to be hashed. */
async function withoutUserIds(
  { recorder }: Settling,
  { source }: FreshFile,
  rows: ReadContent,
): Promise<ReadContent> {
  const { rejectsPath, ...read } = rows.read;
  const { segments, scratchDir: folder } = rows;
  const hashed = await recorder.userIds.hash(source, { segments, rejectsPath, folder });
  const rejects = hashed.rejectsPath === undefined ? {} : { rejectsPath: hashed.rejectsPath };
  return { ...rows, segments: hashed.segments, read: { ...read, ...rejects } };
}

/** Returns the batch of a file that was read, and notes what a person should know of it. */
function batchOf(
  { loaded }: Settling,
  content: Omit<CheckedBatch, 'counts' | 'segments'>,
  { read, segments, because, scratchDir }: ReadContent,
): WrittenBatch {
  const { path } = content;
  const { counts, failureWords, rejectsPath } = read;
  if (failureWords !== undefined) loaded.allFailed.push({ path, words: failureWords });
  if (because !== undefined) loaded.readByOne.push({ path, because });
  const rejects = rejectsPath === undefined ? {} : { rejectsPath };
  return { ...content, counts, ...rejects, segments, scratchDir };
}

/** Returns the known batch, unless it is the file's own: then its entry changed, and it must be read. */
function otherBatch(
  known: KnownBatch | undefined,
  before: KnownDelivery | undefined,
): KnownBatch | undefined {
  return known?.batchId === before?.batchId ? undefined : known;
}

function changeOf(
  { entry, isAsked, source }: FreshFile,
  before: KnownDelivery | undefined,
  seen: SeenContent,
): Change {
  if (isAsked) return 'asked';
  if (before === undefined || before.source !== source.kind) return 'settings';
  if (before.sha256 === seen.sha256) return 'settings';
  return before.entry === entry && hasGrown(before, seen) ? 'grown' : 'changed';
}

function hasGrown(before: KnownDelivery, { sha256, sha256Before }: SeenContent): boolean {
  return before.sha256 === sha256Before && before.sha256 !== sha256;
}
