import { mkdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { writeWholeFiles } from '../../src/base/whole-files.ts';
import type { SimulationDocument } from '../../src/invoice/simulation.ts';
import type { SimulateOptions } from '../../src/jobs/jobs.ts';
import type { Workspace } from '../../src/workspace/workspace.ts';

/**
 * Writes the reports of a simulation, each whole or not at all, to `out/simulations/…` of the workspace
 * or to the folder that is named.
 *
 * @param texts By file name.
 * @returns Paths; those in the workspace relative to it.
 * @throws {UserError} (exit 1) If the folder cannot be written to.
 */
export async function writeSimulation(
  document: SimulationDocument,
  texts: Record<string, string>,
  { out }: SimulateOptions,
  { root, out: reports }: Workspace,
): Promise<string[]> {
  const folder = out === undefined ? join(reports, 'simulations', nameOf(document)) : resolve(out);
  try {
    await mkdir(folder, { recursive: true });
    await writeWholeFiles(folder, Object.entries(texts));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(
      `The simulation cannot be written to ${out ?? 'out/simulations/'} (${code}).\nName a folder that can be written to with --out.`,
      exitCodes.failed,
      { cause: error },
    );
  }
  return Object.keys(texts).map((name) => shown(join(folder, name), root));
}

/** Other books, lists and dates have folders of their own. */
function nameOf({ from, to, book, price_list, in_force_from }: SimulationDocument): string {
  const dated = in_force_from === `${from}-01` ? '' : `-dated-${in_force_from}`;
  return `${from}-to-${to}-${price_list}-${book.sha256.slice(0, 12)}${dated}`;
}

function shown(path: string, root: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') ? path : inside.split(sep).join('/');
}
