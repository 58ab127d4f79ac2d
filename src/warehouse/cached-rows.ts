import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256OfFile } from '../base/sha256.ts';
import { fillWholeFolder } from '../base/whole-folder.ts';
import type { Month } from '../calendar/month.ts';

/** Rows that a month was measured from, so that its next measurement can start from them. */
export interface CachedRows {
  /** Hash of the SQL and the engine that made them. */
  basis: string;
  /** Segments that they were made from, relative to the workspace. */
  segments: string[];
  /** Parquet files, absolute paths, one a part. */
  paths: string[];
  /** Number of rows in all files. */
  rows: number;
}

const noteSchema = z.strictObject({
  basis: z.string(),
  segments: z.array(z.string()),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  rows: z.int().nonnegative(),
});

/**
 * Reads the cached rows of a month. Returns undefined if a file is missing or altered; the month is
 * then measured from its segments.
 *
 * @param counted Folder of all cached rows of an engine.
 * @param relation Name of the relation that they are rows of.
 */
export async function readCachedRows(
  counted: string,
  relation: string,
  month: Month,
): Promise<CachedRows | undefined> {
  const folder = folderOf(counted, relation, month);
  try {
    const note = noteSchema.parse(JSON.parse(await readFile(join(folder, noteName), 'utf8')));
    const files = note.files.map(({ name, sha256 }) => ({
      path: join(folder, basename(name)),
      sha256,
    }));
    for (const { path, sha256 } of files)
      if ((await sha256OfFile(path)) !== sha256) return undefined;
    const { basis, segments, rows } = note;
    return { basis, segments, rows, paths: files.map(({ path }) => path) };
  } catch {
    return undefined;
  }
}

/**
 * Caches rows of a month in place of earlier ones, and moves their files. Only the latest three months
 * stay cached.
 */
export async function cacheRows(
  counted: string,
  relation: string,
  month: Month,
  { basis, segments, paths, rows }: CachedRows,
): Promise<void> {
  const folder = folderOf(counted, relation, month);
  const fill = async (aside: string) => {
    const files: { name: string; sha256: string }[] = [];
    for (const [part, path] of paths.entries()) {
      const name = `${part}.parquet`;
      await rename(path, join(aside, name));
      files.push({ name, sha256: await sha256OfFile(join(aside, name)) });
    }
    await writeFile(join(aside, noteName), JSON.stringify({ basis, segments, files, rows }));
  };
  await fillWholeFolder(folder, fill, { isReplaced: true });
  await forgetEarlierMonths(dirname(folder));
  await rm(join(counted, formerRelation), { recursive: true, force: true });
}

/** Folder of the rows that imbill 0.3.0 and earlier cached. Nothing reads it. */
const formerRelation = 'kept_user_days';

/** Number of months that stay cached. Late data of earlier months are rare. */
const keptMonths = 3;

async function forgetEarlierMonths(folder: string): Promise<void> {
  const months = (await readdir(folder)).filter((name) => /^\d{4}-\d\d$/.test(name)).sort();
  for (const month of months.slice(0, -keptMonths))
    await rm(join(folder, month), { recursive: true, force: true });
}

const noteName = 'counted-from.json';

function folderOf(counted: string, relation: string, month: Month): string {
  return join(counted, relation, month);
}
