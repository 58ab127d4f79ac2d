import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LargeSize } from '../../src/sample/large-month.ts';
import type { Answer, Contender, Place } from './contender.ts';
import { type Counts, differencesOf, wrongTotals } from './counts.ts';
import { measureNode, ProcessFailed } from './measure-process.ts';
import type { ContenderResult } from './result.ts';

/** The results of all rounds. */
export interface Rounds {
  contenders: ContenderResult[];
  versions: Record<string, string>;
  /** Bytes of the raw rows that a run from nothing stored; null if none ran. */
  lakeBytes: number | null;
}

export interface RoundOptions {
  rounds: number;
  /** Size of the data, which decides the users of each day. */
  size: LargeSize;
  /** Contenders that cannot run: name → reason. */
  obstacles: ReadonlyMap<string, string>;
  say(text: string): void;
}

/**
 * Runs all contenders in turn, each in its own process, round by round. Compares their counts with each other and with
 * the generator.
 *
 * @throws {DifferingCounts} As soon as two disagree.
 */
export async function runRounds(
  chosen: readonly Contender[],
  place: Place,
  options: RoundOptions,
): Promise<Rounds> {
  const found: Rounds = { contenders: [], versions: {}, lakeBytes: null };
  found.contenders = chosen.map(({ name, title }) => {
    const notRun = options.obstacles.get(name);
    return { name, title, runs: [], disk_bytes: null, ...(notRun && { not_run: notRun }) };
  });
  const check = checkerOf(options.size);
  for (let round = 1; round <= options.rounds; round++) {
    for (const [index, contender] of chosen.entries()) {
      const result = found.contenders[index];
      if (result === undefined || (result.not_run ?? result.failed) !== undefined) continue;
      options.say(`Round ${round} of ${options.rounds}: ${contender.title}`);
      const answer = await runOnce(contender, place, result).catch((error) =>
        failureOf(error, result, options.say),
      );
      if (answer === undefined) continue;
      check(contender.name, answer);
      if (answer.version) found.versions[answer.version.of] = answer.version.is;
      if (contender.name === 'imbill-run') found.lakeBytes = await place.month.lakeBytes();
    }
  }
  return found;
}

/** The error if counts are wrong. */
export class DifferingCounts extends Error {
  override readonly name = 'DifferingCounts';
}

async function runOnce(
  contender: Contender,
  place: Place,
  result: ContenderResult,
): Promise<Answer> {
  await rm(place.scratch, { recursive: true, force: true });
  await mkdir(place.scratch, { recursive: true });
  await contender.prepare?.(place);
  await flushDisk();
  const { stdout, ...measured } = await measureNode(contender.args(place));
  result.runs.push(measured);
  const answer = await contender.answer(stdout, place);
  result.disk_bytes = answer.keptBytes ?? (await contender.keptBytes?.(place)) ?? null;
  return answer;
}

/** Waits until earlier files are on disk, so that nobody else's run pays for it. A failure does not matter. */
async function flushDisk(): Promise<void> {
  await promisify(execFile)('sync').catch(() => undefined);
}

/** Records a failure. The others go on: too little memory for a size is a result. */
function failureOf(
  error: unknown,
  result: ContenderResult,
  say: (text: string) => void,
): undefined {
  if (!(error instanceof ProcessFailed)) throw error;
  say(error.message);
  result.runs = [];
  result.failed = error.inShort;
}

/** Returns a check that compares all counts with the first ones. */
function checkerOf(size: LargeSize) {
  let reference: [string, Counts] | undefined;
  return (name: string, { rows, counts }: Answer): void => {
    const problems: string[] = [];
    if (rows !== undefined && rows.read !== rows.expected)
      problems.push(`${name} took in ${rows.read}, there are ${rows.expected}`);
    if (counts !== undefined) {
      problems.push(...wrongTotals([name, counts], size));
      if (reference === undefined) reference = [name, counts];
      else problems.push(...differencesOf([name, counts], reference));
    }
    if (problems.length > 0) throw new DifferingCounts(firstOf(problems));
  };
}

function firstOf(problems: string[]): string {
  const shown = problems.slice(0, 20);
  const more = problems.length - shown.length;
  const rest = more > 0 ? [`and ${more} more`] : [];
  return ['The counts differ:', ...shown, ...rest].join('\n  ');
}
