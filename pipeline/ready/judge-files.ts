import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clockHour, type Period, startOfDay } from '../../src/calendar/periods.ts';
import { matcherOf } from '../../src/intake/records/delivered-files.ts';
import { type NamedPeriod, namedPeriod } from '../../src/intake/records/named-period.ts';
import type { DeliveredFile } from './delivered-files.ts';
import { dueAt, expectedPeriods, type JudgedMonth } from './expected-periods.ts';
import type { ExpectingEntry } from './judge-rows.ts';

/** A period in which a glob has too few files, or has them late. */
export interface MissedFiles {
  glob: string;
  period: Period;
  /** Files that were found. */
  found: number;
  /** Files of the period that only repeat the content of another period. */
  copies: { path: string; sameAs: string }[];
  /** When the last file that was needed came, in seconds since the epoch; absent if it is missing. */
  arrivedAt?: number;
}

/** Periods of a rule, and those that lack files. */
export interface JudgedFiles {
  periods: Period[];
  missed: MissedFiles[];
  /** Globs of which no file states its period. */
  unnamed: string[];
}

/** A file that states its period. */
interface NamedFile extends DeliveredFile {
  named: NamedPeriod;
}

/**
 * Finds the periods of a month in which a glob of an entry has too few files that state the period in their paths.
 * Files without rows count, too: they say that nothing happened.
 *
 * @param delivered Files of the entry.
 * @param root Folder of the workspace.
 */
export function judgeFiles(
  { source, rule }: ExpectingEntry,
  judged: JudgedMonth,
  { delivered, root }: { delivered: ReadonlyMap<string, DeliveredFile>; root: string },
): JudgedFiles {
  const timeZone = rule.zone ?? judged.timeZone;
  const all = expectedPeriods(rule, judged);
  const result: JudgedFiles = { periods: [], missed: [], unnamed: [] };
  for (const glob of source.files.filter((one) => !isExclusion(one))) {
    const isMatch = matcherOf({ ...source, files: [glob] });
    const files = [...delivered.values()]
      .filter(({ path, state }) => state === 'counts' && isMatch(path))
      .flatMap((file) => {
        const named = namedPeriod(file.path);
        return named === undefined ? [] : [{ ...file, named }];
      });
    const byPeriod = groupByPeriod(files, rule.every);
    if (byPeriod.size === 0 && delivered.size > 0) result.unnamed.push(glob);
    const firstDay = [...byPeriod.keys()].map((key) => key.slice(0, 10)).sort()[0];
    const from = rule.from ?? firstDay;
    const start = from === undefined ? judged.from : startOfDay(from, timeZone);
    const periods = all.filter((period) => period.from >= start);
    if (periods.length > result.periods.length) result.periods = periods;
    for (const period of periods) {
      const own = byPeriod.get(keyOf(period, timeZone)) ?? [];
      const copies = own.filter((file) => isCopyOfOther(file, rule.every, root));
      const needed = rule.files ?? 1;
      const found = own.length - copies.length;
      const base = { glob, period, found, copies: copies.map(copyOf) };
      if (found < needed) result.missed.push(base);
      else {
        const arrivedAt = lastNeeded(own, needed);
        const due = dueAt(period, rule);
        if (due !== null && arrivedAt > due) result.missed.push({ ...base, arrivedAt });
      }
    }
  }
  return result;
}

function isExclusion(glob: string): boolean {
  return glob.startsWith('!') && !glob.startsWith('!(');
}

function groupByPeriod(
  files: readonly NamedFile[],
  every: 'hour' | 'day',
): Map<string, NamedFile[]> {
  const groups = new Map<string, NamedFile[]>();
  for (const file of files) {
    const key = keyOfName(file.named, every);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return groups;
}

/** Returns the period that a name states; undefined if it does not state all of it. */
function keyOfName({ day, hour }: NamedPeriod, every: 'hour' | 'day'): string | undefined {
  if (day === undefined || every === 'day') return day;
  return hour === undefined ? undefined : `${day} ${hour}`;
}

/** Both hours of a clock that is turned back have the same name: one file satisfies both. */
function keyOf(period: Period, timeZone: string): string {
  return period.index === null ? period.day : `${period.day} ${clockHour(period, timeZone)}`;
}

/** Tells whether a file with rows repeats the content of a file of another period, and is not that file renamed. */
function isCopyOfOther(file: NamedFile, every: 'hour' | 'day', root: string): boolean {
  if (file.sameAs === undefined || file.rows === 0) return false;
  if (existsSync(join(root, file.path)) && !existsSync(join(root, file.sameAs))) return false;
  const other = namedPeriod(file.sameAs);
  return other !== undefined && keyOfName(other, every) !== keyOfName(file.named, every);
}

function copyOf({ path, sameAs }: NamedFile): { path: string; sameAs: string } {
  return { path, sameAs: sameAs! };
}

/** Returns when as many files as needed were there; a file of unknown time counts as in time. */
function lastNeeded(files: readonly NamedFile[], needed: number): number {
  const times = files.map(({ arrivedAt = 0 }) => arrivedAt).sort((a, b) => a - b);
  return times[needed - 1]!;
}
