import { readFile, writeFile } from 'node:fs/promises';
import type { ContenderResult, Measurement } from './result.ts';

/** Contender → the CPU seconds of its cheapest round against those of the floor, of the same run. */
export type Ratios = Record<string, number>;

/** How many times the recorded ratio is still taken for noise: machines differ, and are busy. */
export const tolerated = 3;

/** What `--check` runs: the floor, what is compared with it, and imbill. */
export const checkedContenders = [
  'floor',
  'duckdb-table',
  'imbill-run-keep-none',
  'imbill-run',
  'imbill-again',
];

/**
 * The cheapest round of each contender that was run, against the floor's; two decimals. It is of CPU
 * seconds, which a busy machine disturbs the least, or of seconds where they were not measured.
 */
export function ratiosOf(contenders: readonly ContenderResult[]): Ratios {
  const costs = new Map(contenders.flatMap(({ name, runs }) => costOf(name, runs)));
  const floor = costs.get('floor');
  if (floor === undefined)
    throw new Error('The floor was not run: there is nothing to compare with');
  costs.delete('floor');
  return Object.fromEntries(
    [...costs].map(([name, { least }]) => [name, round(least / floor.least)]),
  );
}

/** A line for each contender: its ratio, the recorded one, a verdict, how far its rounds differ. */
export function comparedWithRecorded(
  contenders: readonly ContenderResult[],
  recorded: Ratios,
): { lines: string[]; isGross: boolean } {
  const costs = new Map(contenders.flatMap(({ name, runs }) => costOf(name, runs)));
  const compared = Object.entries(ratiosOf(contenders)).map(([name, ratio]) => {
    const before = recorded[name];
    const isGross = before !== undefined && ratio > before * tolerated;
    const noise = `its rounds differ by ${costs.get(name)?.noise}, the floor's by ${costs.get('floor')?.noise}`;
    return { isGross, line: `${name}: ${ratio} × floor, ${verdictOf(before, isGross)} (${noise})` };
  });
  return {
    lines: compared.map(({ line }) => line),
    isGross: compared.some(({ isGross }) => isGross),
  };
}

export async function readRecorded(path: string): Promise<Ratios> {
  return JSON.parse(await readFile(path, 'utf8'));
}

export async function writeRecorded(ratios: Ratios, path: string): Promise<void> {
  await writeFile(path, `${JSON.stringify(ratios, null, 2)}\n`);
}

/** Of the cheapest round, and how far the dearest is above it. */
interface Cost {
  least: number;
  noise: string;
}

/** None where it was not run. */
function costOf(name: string, runs: readonly Measurement[]): [string, Cost][] {
  if (runs.length === 0) return [];
  const costs = runs.map((run) => run.cpu_seconds ?? run.seconds);
  const least = Math.min(...costs);
  const noise = `${((100 * (Math.max(...costs) - least)) / least).toFixed(0)} %`;
  return [[name, { least, noise }]];
}

function verdictOf(before: number | undefined, isGross: boolean): string {
  if (before === undefined) return 'none recorded';
  return `recorded ${before} ×: ${isGross ? `FAR ABOVE ${tolerated} times it` : 'within what is tolerated'}`;
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
