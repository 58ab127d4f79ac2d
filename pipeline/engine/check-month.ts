import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import { writeSample } from '../../src/sample/write-sample.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { Effects } from '../effects/effects.ts';
import { load } from '../load/load.ts';
import { measure } from '../measure/measure.ts';
import { type MeasuredUsage, readUsage } from '../measure/read-usage.ts';
import type { Checking } from './checking.ts';
import { withTrialWarehouse } from './trial-warehouse.ts';

const month: Month = '2026-09';
const size = { users: 200, days: 3, apps: 3 };

/**
 * Counts a small generated month on DuckDB and on the cluster, and compares all values.
 *
 * @throws {UserError} (exit 3) If one differs.
 */
export async function checkBuiltInMonth({ spark, folder }: Checking): Promise<string> {
  const root = join(folder, 'month');
  await mkdir(root);
  await writeSample(root, { month, size });
  return withTrialWarehouse(workspaceAt(root), async (here) => {
    await load(here);
    const counted = await countedBy(here);
    await here.warehouse.run('delete from measured_days');
    const onSpark = await countedBy({ ...here, spark });
    const values = valuesOf(counted);
    const others = valuesOf(onSpark);
    if (!isDeepStrictEqual(values, others)) throw differing(values, others);
    return `${values.length} values are those of DuckDB`;
  });
}

async function countedBy(effects: Effects): Promise<MeasuredUsage> {
  await measure(month, effects);
  return readUsage(effects.warehouse, month, effects.settings.timezone);
}

function valuesOf({ usage, monthlyUsers, noted }: MeasuredUsage): string[] {
  const values = [...usage.values()].flat().map((day) => JSON.stringify(day));
  return [...values, ...[...monthlyUsers].map(String), ...noted.map((one) => JSON.stringify(one))];
}

function differing(values: readonly string[], others: readonly string[]): UserError {
  const here = values.filter((value) => !others.includes(value));
  const there = others.filter((value) => !values.includes(value));
  return new UserError(
    `A built-in month is counted otherwise by this cluster: DuckDB has ${here[0] ?? 'nothing more'}, Spark has ${there[0] ?? 'nothing more'} (${Math.max(here.length, there.length)} values differ).\nUse another server, or --engine duckdb.`,
    exitCodes.badInput,
  );
}
