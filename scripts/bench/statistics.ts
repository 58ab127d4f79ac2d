import type { ContenderResult, Measurement } from './result.ts';

/** The medians of a contender's rounds. */
export interface Medians {
  seconds: number;
  /** Fastest and slowest round. */
  spread: [number, number];
  cpu_seconds: number | null;
  /** Highest memory of all rounds: a machine must have it. */
  peak_bytes: number | null;
}

/**
 * Calculates the medians of a contender; undefined if it did not run.
 *
 * @returns Undefined where it was not run.
 */
export function mediansOf({ runs }: ContenderResult): Medians | undefined {
  if (runs.length === 0) return undefined;
  const seconds = runs.map((run) => run.seconds);
  return {
    seconds: median(seconds),
    spread: [Math.min(...seconds), Math.max(...seconds)],
    cpu_seconds: overAll(runs, 'cpu_seconds', median),
    peak_bytes: overAll(runs, 'peak_bytes', (values) => Math.max(...values)),
  };
}

/** Returns the middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [upper, lower] = [sorted[middle], sorted[middle - 1]];
  if (upper === undefined) throw new RangeError('There is no median of no values.');
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** Divides the median seconds of one contender by those of another; undefined if one did not run. */
export function ratioOf(
  contenders: readonly ContenderResult[],
  name: string,
  against: string,
): number | undefined {
  const seconds = (wanted: string) => {
    const contender = contenders.find((one) => one.name === wanted);
    return contender && mediansOf(contender)?.seconds;
  };
  const [upper, lower] = [seconds(name), seconds(against)];
  return upper === undefined || lower === undefined ? undefined : upper / lower;
}

function overAll(
  runs: readonly Measurement[],
  key: 'cpu_seconds' | 'peak_bytes',
  combine: (values: number[]) => number,
): number | null {
  const values = runs.flatMap((run) => run[key] ?? []);
  return values.length < runs.length ? null : combine(values);
}
