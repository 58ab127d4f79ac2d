import { join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256OfFile } from '../../src/base/sha256.ts';
import type { WrittenSegment } from '../../src/warehouse/segments.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';
import { type FileAnswer, type LoadPlaces, notRecorded } from './check-wave.ts';
import type { FreshFile } from './load-plan.ts';
import { type ReadContent, type Settling, settleContent, settleRefusal } from './settle-content.ts';
import type { ReadAnswer } from './worker-protocol.ts';

/** Folders of a load on a cluster, and of its workspace. */
interface AnswerPlaces {
  places: LoadPlaces;
  workspace: Workspace;
}

/** Decides what becomes of a file by its checked answer, as if this machine had read it. */
export async function settleAnswer(
  job: Settling,
  file: FreshFile,
  answer: FileAnswer,
  places: AnswerPlaces,
): Promise<void> {
  if ('refused' in answer) await settleRefusal(job, file, answer.refused);
  else await settleContent(job, file, answer, () => readAnswer(file, answer, places));
}

async function readAnswer(
  { name }: FreshFile,
  { file, read }: ReadAnswer,
  { places, workspace }: AnswerPlaces,
): Promise<ReadContent> {
  if (read === undefined) throw notRecorded(`The worker did not read ${name}.`);
  const { counts, failureWords, segments, rejects, because } = read;
  const scratchDir = join(places.rejects, String(file));
  const rejectsPath = rejects && (await checkedRejects(name, rejects, scratchDir));
  return {
    read: { counts, ...(failureWords && { failureWords }), ...(rejectsPath && { rejectsPath }) },
    segments: segments.map((segment) => placedSegment(segment, workspace)),
    scratchDir,
    ...(because && { because }),
  };
}

type AnsweredSegment = NonNullable<ReadAnswer['read']>['segments'][number];

/** Returns a segment that is in its place already. */
function placedSegment(
  { usageDate, path, sha256, lines, rows, found }: AnsweredSegment,
  { root, lake }: Workspace,
): WrittenSegment {
  const writtenPath = join(lake, path);
  if (found !== undefined)
    throw new UserError(
      `The lake has another file as ${writtenPath}, with the SHA-256 ${found}; a worker wrote ${sha256}.\nAccepted: one file for a content and its entry. Another version of the worker may have left it.\nRun the command again: a load removes files of the lake that no batch has.`,
      exitCodes.failed,
    );
  const inWorkspace = relative(root, writtenPath).split(sep).join('/');
  return { usageDate, path: inWorkspace, sha256, lines, rows, writtenPath };
}

/** Returns the path of the rejected lines, if this machine sees what the worker wrote. */
async function checkedRejects(
  name: string,
  { path, sha256 }: { path: string; sha256: string },
  scratchDir: string,
): Promise<string> {
  const expected = join(scratchDir, `${sha256}.parquet`);
  const seen = path === expected ? await sha256OfFile(path).catch(() => 'no file') : path;
  if (seen !== sha256) throw notRecorded(`The rejected lines of ${name} are not at ${expected}.`);
  return path;
}
