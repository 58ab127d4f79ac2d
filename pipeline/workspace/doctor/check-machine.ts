import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { megabytesText } from '../../../src/base/memory-size.ts';
import { packageRoot } from '../../../src/base/package-root.ts';
import { Database } from '../../../src/duckdb/duckdb.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { countOf } from '../../../src/money/count-of.ts';
import { readMachineSettings } from '../../../src/workspace/settings.ts';
import { planMemory } from '../../effects/memory-plan.ts';
import { type Examined, ok, problem, sizeText, warning } from './checkup.ts';

/** Checks that this Node.js is one that imbill works with. */
export function checkNode({ machine }: Examined): Checkup {
  const { engines } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const needed = String(engines.node).replace('>=', '');
  const seen = `Node.js ${machine.nodeVersion}`;
  if (isAtLeast(machine.nodeVersion, needed)) return ok('node', seen);
  return problem(
    'node',
    `${seen}; imbill needs ${needed} or newer`,
    `Install Node.js ${needed} or newer, then npm ci.`,
  );
}

function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((text) => text.split('.').map(Number));
  for (const [index, least] of want!.entries()) {
    const part = have![index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Checks that DuckDB starts and calculates. */
export async function checkDuckdb(): Promise<Checkup> {
  const database = await Database.open({ threads: 1 });
  try {
    const { version } = await database.one<{ version: string }>('select version() as version');
    return ok('duckdb', `DuckDB ${version}`);
  } finally {
    database.close();
  }
}

/** Checks that the memory of a run is there, also in a container. */
export async function checkMemory({ workspace, machine }: Examined): Promise<Checkup> {
  const { usableBytes, totalBytes, availableBytes, threads } = machine;
  const { memoryMegabytes } = await readMachineSettings(workspace.settings, usableBytes);
  const { workers } = planMemory(memoryMegabytes, threads);
  const limit = usableBytes < totalBytes ? ', the limit of the container' : '';
  const seen = `A run uses ${megabytesText(memoryMegabytes)} of ${sizeText(usableBytes)}${limit}, for ${countOf(workers, 'worker')}`;
  const runBytes = memoryMegabytes * 1024 ** 2;
  if (runBytes > usableBytes)
    return problem(
      'memory',
      `${seen}: more than there is`,
      'Set a smaller memory: in imbill.yaml, from 256MB on, or give the container more.',
    );
  if (runBytes > usableBytes * 0.8)
    return warning(
      'memory',
      `${seen}: nothing is left for the rest`,
      'Set a smaller memory: in imbill.yaml, or give the container more.',
    );
  if (runBytes > availableBytes)
    return warning(
      'memory',
      `${seen}; only ${sizeText(availableBytes)} are free now`,
      'Run it when other programs have ended, or set a smaller memory: in imbill.yaml.',
    );
  if (workers < threads)
    return {
      ...ok('memory', `${seen} on ${countOf(threads, 'core')}`),
      advice: 'More memory: lets more workers run at once.',
    };
  return ok('memory', seen);
}
