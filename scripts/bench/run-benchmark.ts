import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { LargeSize } from '../../src/sample/large-month.ts';
import type { Contender, Place } from './contender.ts';
import { databaseContenders } from './database-contenders.ts';
import { type HistorySize, makeHistory } from './history.ts';
import { imbillContenders, needHistory } from './imbill-contenders.ts';
import { installPackages, packagesFolder } from './install-packages.ts';
import { machineOf } from './machine.ts';
import { makeMonth, readAllBelow } from './make-data.ts';
import { MonthWorkspace } from './month-workspace.ts';
import type { BenchOptions } from './options.ts';
import type { BenchResult } from './result.ts';
import { runRounds } from './run-rounds.ts';
import { targetsMet } from './targets.ts';

/** All contenders in the order in which they run. */
export const contenders: readonly Contender[] = [...databaseContenders, ...imbillContenders];

/** The surroundings of a benchmark. */
export interface Surroundings {
  /** Folder for data and scratch files; they stay there. */
  folder: string;
  /** Entry of the command line, built. */
  imbill: string;
  imbillVersion: string;
  /** Size for tests; absent = the named one. */
  size: LargeSize;
  history: HistorySize;
  say(text: string): void;
}

/**
 * Makes the data, runs the chosen contenders, and returns the result.
 *
 * @throws {DifferingCounts} If two contenders count differently.
 */
export async function runBenchmark(
  options: BenchOptions,
  surroundings: Surroundings,
): Promise<BenchResult> {
  const chosen = contenders.filter(({ name }) => options.only?.includes(name) ?? true);
  const machine = machineOf();
  const place = await makePlace(chosen, options, surroundings);
  const { size, say } = surroundings;
  const obstacles = await obstaclesOf(chosen, place, say);
  const { rounds } = options;
  await readAllBelow(join(place.month.folder, 'logs'));
  const found = await runRounds(chosen, place, { rounds, size, obstacles, say });
  await rm(place.scratch, { recursive: true, force: true });
  return {
    schema: 1,
    measured_at: new Date().toISOString(),
    machine,
    versions: { imbill: surroundings.imbillVersion, Node: process.version, ...found.versions },
    data: place.data,
    rounds,
    contenders: found.contenders,
    targets: targetsMet({ ...found, data: place.data }),
  };
}

async function makePlace(
  chosen: readonly Contender[],
  { size: sizeName, seed, format, threads = [] }: BenchOptions,
  { folder, size, history: historySize, imbill, imbillVersion, say }: Surroundings,
): Promise<Place> {
  say(`Making the data of size ${sizeName}`);
  const { workspace, data } = await makeMonth(folder, { sizeName, size, seed, format });
  const isHistoryNeeded = chosen.some(({ name }) => needHistory.includes(name));
  const history = isHistoryNeeded
    ? await makeHistory(folder, { imbill, imbillVersion, seed, size: historySize }, say)
    : undefined;
  return {
    data,
    history,
    imbill,
    threads: threads[0] ?? availableParallelism(),
    month: new MonthWorkspace(workspace, imbill),
    packages: packagesFolder(),
    scratch: join(folder, 'scratch'),
  };
}

/** Finds contenders that cannot run: name → reason. */
async function obstaclesOf(
  chosen: readonly Contender[],
  place: Place,
  say: (text: string) => void,
): Promise<Map<string, string>> {
  const packages = [...new Set(chosen.flatMap(({ needs }) => needs ?? []))];
  const missing = await installPackages(packages, say);
  const obstacles = new Map<string, string>();
  for (const { name, needs, obstacle } of chosen) {
    const why = (needs && missing.get(needs)) ?? (await obstacle?.(place));
    if (why === undefined || why === '') continue;
    obstacles.set(name, why);
    say(`${name} is not run: ${why}`);
  }
  return obstacles;
}
