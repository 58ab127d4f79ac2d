import { readFile, writeFile } from 'node:fs/promises';
import type { ContenderResult, Measurement } from './result.ts';

/** CPU seconds of each contender's cheapest round, divided by those of the floor in that run. */
export type Ratios = Record<string, number>;

/** Factor up to which a ratio above the recorded one is noise: machines differ, and are busy. */
export const tolerated = 3;

/** Contenders of `--check`: the floor, its comparison, and imbill. */
export const checkedContenders = [
  'floor',
  'duckdb-table',
  'imbill-run-keep-none',
  'imbill-run',
  'imbill-again',
];

/**
 * Divides the cheapest round of each contender by the floor's; two decimals. It uses CPU seconds, which a busy machine
 * disturbs least, or seconds if there are none.
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

/** Describes each contender in a line: its ratio, the recorded one, a verdict, the spread of its rounds. */
export function compareWithRecorded(
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

/** The cost of the cheapest round, and how far the most expensive one is above it. */
interface Cost {
  least: number;
  noise: string;
}

/** Returns the cost of a contender; none if it did not run. */
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
