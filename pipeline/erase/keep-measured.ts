import type { Month } from '../../src/calendar/month.ts';
import type { Effects } from '../effects/effects.ts';
import { allJobs } from '../measure/plan-jobs.ts';

/** A measurement of a month, and the hash of what it was made from. */
interface Measured {
  [column: string]: string;
  name: string;
  usageDate: string;
  inputs: string;
}

/**
 * Runs `work`, which exchanges segments for others that count the same, within the caller's transaction. What was
 * measured from the old segments is then known as measured from the new ones.
 */
export async function keepMeasured<T>(
  months: readonly Month[],
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
  work: () => Promise<T>,
): Promise<T> {
  const before = await measurements(months, effects);
  const result = await work();
  const after = await measurements(months, effects);
  for (const [index, { name, usageDate, inputs }] of before.entries()) {
    const now = after[index]?.inputs;
    if (now === undefined || now === inputs) continue;
    for (const table of ['measured_days', 'counted_by'])
      await effects.warehouse.run(
        `update ${table} set inputs = $now
         where source = $name and usage_date = cast($usageDate as date) and inputs = $inputs`,
        { name, usageDate, inputs, now },
      );
  }
  return result;
}

async function measurements(
  months: readonly Month[],
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
): Promise<Measured[]> {
  const found: Measured[] = [];
  for (const month of months)
    for (const { name, inputs } of await allJobs(month, effects))
      found.push(
        ...inputs.map((input) => ({ name, usageDate: input.usageDate, inputs: input.inputs })),
      );
  return found;
}
