import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LargeSize } from '../../src/sample/large-month.ts';
import type { Answer, Contender, Place } from './contender.ts';
import { type Counts, differencesOf, wrongTotals } from './counts.ts';
import { measureNode, ProcessFailed } from './measure-process.ts';
import type { ContenderResult } from './result.ts';

/** What all rounds together found. */
export interface Rounds {
  contenders: ContenderResult[];
  versions: Record<string, string>;
  /** The raw rows that a run from nothing kept; null where none was run. */
  lakeBytes: number | null;
}

export interface RoundOptions {
  rounds: number;
  /** Of the data, which says how many users each day must have. */
  size: LargeSize;
  /** Names of contenders that are not run → why. */
  obstacles: ReadonlyMap<string, string>;
  say(text: string): void;
}

/**
 * Runs all contenders in turn, each in a process of its own, round by round, and compares what they
 * counted with each other and with what the generator made.
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

/** What was counted is not what must be. */
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
  await written();
  const { stdout, ...measured } = await measureNode(contender.args(place));
  result.runs.push(measured);
  const answer = await contender.answer(stdout, place);
  result.disk_bytes = answer.keptBytes ?? (await contender.keptBytes?.(place)) ?? null;
  return answer;
}

/** What was written before is on disk, so that nobody else's run pays for it; no matter where not. */
async function written(): Promise<void> {
  await promisify(execFile)('sync').catch(() => undefined);
}

/** Others go on: that an engine has not memory enough for a size is a result. */
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

/** The first who counted is who the others are compared with. */
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
