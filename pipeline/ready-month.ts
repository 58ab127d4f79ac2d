import type { Month } from '../src/calendar/month.ts';
import type { ReadyResult } from '../src/jobs/ready.ts';
import type { Effects } from './effects/effects.ts';
import { load } from './load/load.ts';
import { findMissing } from './ready/find-missing.ts';
import { publishWithProblems } from './report/publish.ts';

/** Loads what is new, and tells whether all that must have come for a month is there. */
export async function readyMonth(month: Month, effects: Effects): Promise<ReadyResult> {
  const { result, viewProblems } = await publishWithProblems(effects, async () => {
    const loaded = await load(effects);
    return { month, load: loaded, ...(await findMissing(month, effects)) };
  });
  return { ...result, model_problems: viewProblems };
}
