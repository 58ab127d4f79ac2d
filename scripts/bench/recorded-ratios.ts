import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { ContenderResult } from './result.ts';
import { fastestRatioOf, mediansOf } from './statistics.ts';

/** Contender → the seconds of its fastest round against those of the floor, of the same run. */
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

/** The fastest round of each contender that was run, against the floor's; two decimals. */
export function ratiosOf(contenders: readonly ContenderResult[]): Ratios {
  return Object.fromEntries(
    contenders.flatMap(({ name }) => {
      const ratio = fastestRatioOf(contenders, name, 'floor');
      return name === 'floor' || ratio === undefined ? [] : [[name, round(ratio)]];
    }),
  );
}

/** A line for each contender: its ratio, the recorded one, the spread of its rounds, a verdict. */
export function comparedWithRecorded(
  contenders: readonly ContenderResult[],
  recorded: Ratios,
): { lines: string[]; isGross: boolean } {
  const compared = Object.entries(ratiosOf(contenders)).map(([name, ratio]) => {
    const before = recorded[name];
    const isGross = before !== undefined && ratio > before * tolerated;
    return { isGross, line: lineOf(name, ratio, before, isGross, contenders) };
  });
  return {
    lines: compared.map(({ line }) => line),
    isGross: compared.some(({ isGross }) => isGross),
  };
}

export async function readRecorded(path = recordedPath()): Promise<Ratios> {
  return JSON.parse(await readFile(path, 'utf8'));
}

export async function writeRecorded(ratios: Ratios, path = recordedPath()): Promise<void> {
  await writeFile(path, `${JSON.stringify(ratios, null, 2)}\n`);
}

function recordedPath(): string {
  return join(packageRoot(), 'scripts/bench/recorded-ratios.json');
}

function lineOf(
  name: string,
  ratio: number,
  before: number | undefined,
  isGross: boolean,
  contenders: readonly ContenderResult[],
): string {
  const noise = [noiseOf(name, contenders), noiseOf('floor', contenders)];
  const spread = `rounds differ by ${noise[0]} %, the floor's by ${noise[1]} %`;
  if (before === undefined) return `${name}: ${ratio} × floor, none recorded (${spread})`;
  const verdict = isGross ? `FAR ABOVE ${tolerated} times it` : 'within what is tolerated';
  return `${name}: ${ratio} × floor, recorded ${before} ×: ${verdict} (${spread})`;
}

/** How far the slowest round is above the fastest, in per cent of the fastest. */
function noiseOf(name: string, contenders: readonly ContenderResult[]): string {
  const contender = contenders.find((one) => one.name === name);
  const [from, to] = (contender && mediansOf(contender)?.spread) ?? [1, 1];
  return ((100 * (to - from)) / from).toFixed(0);
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
