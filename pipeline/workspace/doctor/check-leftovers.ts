import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isLeftAside } from '../../../src/base/whole-files.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { countOf } from '../../../src/money/count-of.ts';
import type { Workspace } from '../../../src/workspace/workspace.ts';
import { sizeOf } from './check-disk.ts';
import { type Examined, firstOf, ok, sizeText, warning } from './checkup.ts';

/**
 * Checks for files that a killed command left half-written.
 *
 * @param isInUse True if a command runs: they are its own then.
 */
export async function checkLeftovers({ workspace }: Examined, isInUse: boolean): Promise<Checkup> {
  const files = await leftoversIn(workspace);
  if (files.length === 0) return ok('leftovers', 'No half-written files');
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const names = files.map(({ path }) => relative(workspace.root, path)).sort();
  const seen = `${countOf(files.length, 'half-written file')}, ${sizeText(bytes)}: ${firstOf(names, 2)}`;
  if (isInUse) return ok('leftovers', `${seen}; a command that runs needs them`);
  return warning(
    'leftovers',
    `A killed command left ${seen}`,
    'Run it again: the next load or run removes them.',
  );
}

interface LeftFile {
  path: string;
  bytes: number;
}

async function leftoversIn({ warehouse, analytics, scratch, out }: Workspace): Promise<LeftFile[]> {
  const own = dirname(warehouse);
  const beside = await filesIn(own, false, (name) => isHalfMade(name, warehouse, analytics));
  return [
    ...beside,
    ...(await filesIn(scratch, true, () => true)),
    ...(await filesIn(`${warehouse}.spill`, true, () => true)),
    ...(await filesIn(out, true, isLeftAside)),
  ];
}

function isHalfMade(name: string, warehouse: string, analytics: string): boolean {
  const of = (path: string) => name.startsWith(basename(path)) && /\.new(\.wal)?$/.test(name);
  return of(warehouse) || of(analytics) || isLeftAside(name);
}

async function filesIn(
  folder: string,
  recursive: boolean,
  isLeft: (name: string) => boolean,
): Promise<LeftFile[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
  const left = entries.filter((entry) => entry.isFile() && isLeft(entry.name));
  const paths = left.map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, bytes: await sizeOf(path) })));
}
