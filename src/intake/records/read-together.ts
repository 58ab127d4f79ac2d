import type { Database } from '../../duckdb/duckdb.ts';
import { assertUnchanged } from '../bytes/file-stat.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import {
  type CountedDay,
  countRows,
  findWords,
  gatheredPath,
  gatherRows,
  writeGathered,
} from './gathered-rows.ts';
import type { ReadDelivery } from './read-delivery.ts';
import { removeCopies, rowsOf, type SmallFile, type SmallText } from './small-file.ts';
import type { SourceSettings } from './source-settings.ts';
import { setFreeOfBlanks, setProblemsTold, setSource } from './staging-variables.ts';
import type { RowsOfDay } from './write-rows.ts';

/*
 * Planning a query costs more than the rows of a small file. So small texts of one shape are read together: one query
 * judges their rows, and one writes them. The rows of each file are the same as if it were read alone. A file with a
 * bad line is read alone.
 */

/**
 * Reads small files of one source and shape, and writes their rows below `folder`, which must not be there.
 *
 * @returns What was read of each file; undefined for one that must be read alone.
 * @throws DuckDB's error, if it cannot read one of them.
 */
export async function readTogether(
  database: Database,
  source: SourceSettings,
  files: readonly SmallText[],
  folder: string,
): Promise<(ReadDelivery | undefined)[]> {
  try {
    await setSource(database, source);
    const areFree = files.every(({ opened }) => opened.isFreeOfBlanks ?? false);
    await setFreeOfBlanks(database, areFree);
    await setProblemsTold(database, true);
    await gatherRows(database, source, files);
    const counted = await countRows(database, source);
    const good = await findGood(files, counted);
    await writeGathered(database, good, folder);
    const words = await findWords(database, source, good);
    return files.map((file, index) => {
      const days = good
        .get(index)
        ?.map((day) => ({ ...day, lines: day.rows, path: gatheredPath(folder, index, day) }));
      return days && describeGood(file, days, words.get(index));
    });
  } finally {
    for (const { opened } of files) await removeCopies(opened);
  }
}

/** Finds the files that did not change and of which every line is a good row with the number of its line. */
async function findGood(
  files: readonly SmallText[],
  counted: ReadonlyMap<number, CountedDay[]>,
): Promise<Map<number, CountedDay[]>> {
  const good = new Map<number, CountedDay[]>();
  for (const [index, { delivery, opened, text }] of files.entries()) {
    const days = counted.get(index) ?? [];
    const rows = days.reduce((sum, day) => sum + day.rows, 0);
    const first = Math.min(...days.map(({ firstLine }) => firstLine));
    const last = Math.max(...days.map(({ lastLine }) => lastLine));
    const isInPlace =
      text.hasLineNumbers || (first === opened.headers + 1 && last === opened.lines);
    if (rows === rowsOf(opened) && isInPlace && (await isUnchanged(delivery)))
      good.set(index, days);
  }
  return good;
}

/** Tells what was read of a small file of which every line is good. */
export function describeGood(
  { opened }: SmallFile,
  days: RowsOfDay[],
  failureWords?: string[],
): ReadDelivery {
  const { lines, headers } = opened;
  const counts = { lines, headers, accepted: rowsOf(opened), ignored: 0, rejected: 0 };
  return { counts, days, ...(failureWords !== undefined && { failureWords }) };
}

function isUnchanged(delivery: VerifiedDelivery): Promise<boolean> {
  return assertUnchanged(delivery).then(
    () => true,
    () => false,
  );
}
