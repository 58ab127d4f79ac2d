import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import { writeSample } from '../../src/sample/write-sample.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { load } from '../load/load.ts';
import { type Checking, NotChecked } from './checking.ts';
import { withTrialWarehouse } from './trial-warehouse.ts';

const month: Month = '2026-09';
const size = { users: 20, days: 2, apps: 2 };

/**
 * Loads a few generated files on the executors and here, and compares the segments byte by byte.
 *
 * @throws {NotChecked} If imbill.yaml says load: false.
 * @throws {UserError} (exit 1 or 3) If the worker does not run there, or writes other bytes.
 */
export async function checkWorker({ spark, folder }: Checking): Promise<string> {
  if (!spark.settings.load) throw new NotChecked('this machine loads the files (load: false)');
  const root = join(folder, 'files');
  await mkdir(root);
  await writeSample(root, { month, size });
  const here = await segmentsOf(root, {});
  const scratch = join(folder, 'scratch');
  const there = await segmentsOf(root, {
    spark: { ...spark, places: { ...spark.places, scratch } },
  });
  if (!isDeepStrictEqual(here.segments, there.segments))
    throw new UserError(
      `The executors write other segments than this machine for the same files: ${there.segments[0] ?? 'none'} for ${here.segments[0] ?? 'none'}.\nUse executors of the same kind as this machine, or set load: false in engine.spark.`,
      exitCodes.badInput,
    );
  return `${there.files} files gave ${there.segments.length} segments with the bytes of this machine`;
}

/** Loads the files of a folder into a warehouse of its own. */
async function segmentsOf(
  root: string,
  effects: Pick<Effects, 'spark'>,
): Promise<{ files: number; segments: string[] }> {
  const folder = join(root, `load-${randomUUID()}`);
  const files = workspaceAt(root);
  const workspace = { ...files, lake: join(folder, 'lake'), scratch: join(folder, 'scratch') };
  return withTrialWarehouse(workspace, async (own) => {
    const loaded = await load({ ...own, ...effects });
    const rows = await own.warehouse.rows<{ segment: string }>(
      `select regexp_extract(path, '/lake/(.*)', 1) || ' ' || sha256 as segment from segments order by all`,
    );
    return { files: loaded.files, segments: rows.map(({ segment }) => segment) };
  });
}
