import { publishViews } from '../../src/analyst/views/publish-views.ts';
import { readViews } from '../../src/analyst/views/read-views.ts';
import type { ViewProblem } from '../../src/analyst/views/view.ts';
import { UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import { publishSnapshot } from '../../src/snapshot/publish/publish-snapshot.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import type { Effects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { recalculateMonths } from '../issue/recalculate.ts';
import type { PricedMonth } from '../price/price.ts';

/** Runs `work` and publishes the snapshot, even if it fails. The error of `work` comes first. */
export async function publishAfter<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
  const { result } = await publishWithProblems(effects, work);
  return result;
}

/**
 * Runs `work`, recalculates the months that it changed, and publishes the snapshot. Also returns which
 * views of the analysts were left out.
 *
 * @param priced Months that `work` prices; read after it ends.
 */
export async function publishWithProblems<T>(
  effects: Effects,
  work: () => Promise<T>,
  priced: ReadonlyMap<Month, PricedMonth> = new Map(),
): Promise<{ result: T; viewProblems: ViewProblem[] }> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // What was loaded before it failed stays, and is shown.
    if (error instanceof UserError) await recalculateMonths(effects).catch(() => undefined);
    await publish(effects).catch(() => undefined);
    throw error;
  }
  await recalculateMonths(effects, priced);
  return { result, viewProblems: await publish(effects) };
}

function publish(effects: Effects): Promise<ViewProblem[]> {
  return effects.progress.step('publish', () => publishNow(effects));
}

async function publishNow({ warehouse, workspace, settings }: Effects): Promise<ViewProblem[]> {
  const terms = await readKnownTerms(workspace, settings);
  const models = await readViews(workspace.root, settings.models).catch(() => undefined);
  return publishSnapshot(warehouse, workspace, terms, {
    madeFrom: models && { models, imbill: imbillVersion() },
    add: (file) => publishViews(file, workspace, settings.models),
  });
}
