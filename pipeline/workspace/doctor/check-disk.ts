import { stat } from 'node:fs/promises';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { type Examined, ok, problem, sizeText, warning } from './checkup.ts';

/** Bytes of a range of a large file that lies in scratch while it is read. */
const rangeBytes = 128 * 1024 ** 2;
/** Number of files for which there must be room. */
const neededFiles = 1000;

/**
 * Checks that a run has room. It builds the snapshot beside the old one, the warehouse grows, and some ranges of
 * files lie in scratch.
 */
export async function checkDisk({ workspace, machine }: Examined): Promise<Checkup> {
  const places = [workspace.scratch, workspace.lake, workspace.out];
  const disks = await Promise.all(places.map((place) => machine.diskOf(place)));
  const tightest = disks.reduce((least, disk) => (disk.freeBytes < least.freeBytes ? disk : least));
  const sizes = await Promise.all([workspace.analytics, workspace.warehouse].map(sizeOf));
  const needed = sizes.reduce((sum, size) => sum + size, (machine.threads + 1) * rangeBytes);
  const seen = `${sizeText(tightest.freeBytes)} of ${sizeText(tightest.totalBytes)} free; a run needs about ${sizeText(needed)}, and the rows of new logs`;
  const advice = 'Make room on the disk of the workspace, or move the workspace to a larger one.';
  if (tightest.freeBytes < needed) return problem('disk', seen, advice);
  const files = disks.map(({ freeFiles }) => freeFiles ?? neededFiles);
  if (Math.min(...files) < neededFiles)
    return problem('disk', `${seen}; only ${Math.min(...files)} more files can be made`, advice);
  if (tightest.freeBytes < 2 * needed) return warning('disk', seen, advice);
  return ok('disk', seen);
}

/** Returns the size of a file; 0 if there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
