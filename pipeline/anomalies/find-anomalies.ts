import type { ViewProblem } from '../../src/analyst/views/view.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import type { Month } from '../../src/calendar/month.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { Anomaly } from '../../src/jobs/anomalies.ts';
import { areFound, readAnomalies, recordAnomalies } from '../../src/warehouse/anomalies.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedMonth } from '../price/price.ts';
import { compareAnomalies } from './anomaly-of-row.ts';
import { type AnomalyScope, anomalyScope } from './anomaly-scope.ts';
import { type ChosenKinds, chooseKinds } from './chosen-kinds.ts';
import { countActivity } from './count-activity.ts';
import { createHandedIn, handedInTexts } from './handed-in.ts';
import { runKinds } from './run-kinds.ts';
import { runOwnKinds } from './run-own-kinds.ts';

/** What looks wrong in a month, and files of the workspace's anomalies/ that were left out. */
export interface FoundAnomalies {
  anomalies: Anomaly[];
  anomaly_problems: ViewProblem[];
}

/**
 * Finds what looks wrong in a measured and priced month, and stores it. Nothing is looked for again as long as the inputs
 * are the same. Only days that are over by the clock are looked at.
 */
export async function findAnomalies(
  month: Month,
  priced: PricedMonth,
  effects: Effects,
): Promise<FoundAnomalies> {
  const { warehouse, workspace, settings } = effects;
  const kinds = await chooseKinds(settings.anomalies, workspace);
  const scope = await anomalyScope(month, priced, effects);
  const problems = [...kinds.problems];
  if (scope === undefined || kinds.builtIn.length + kinds.own.length === 0) {
    await recordAnomalies(warehouse, month, [], undefined);
    return { anomalies: [], anomaly_problems: problems };
  }
  const counted = await countActivity(month, effects);
  const inputs = await inputsOf(scope, kinds, counted, effects);
  if (!(await areFound(warehouse, month, inputs))) {
    await createHandedIn(scope, effects);
    const own = await runOwnKinds(kinds.own, month, effects);
    const found = [...(await runKinds(kinds.builtIn, month, warehouse)), ...own.found];
    problems.push(...own.problems);
    const isWhole = own.problems.length === 0;
    const ordered = found.toSorted(compareAnomalies);
    await recordAnomalies(warehouse, month, ordered, isWhole ? inputs : undefined);
  }
  return { anomalies: await readAnomalies(warehouse, month), anomaly_problems: problems };
}

/** Returns a hash of all that decides the anomalies of a month. */
async function inputsOf(
  { endedApps, ...scope }: AnomalyScope,
  { builtIn, own }: ChosenKinds,
  counted: string,
  { warehouse, settings }: Effects,
): Promise<string> {
  const { usage, activity, rejected } = await warehouse.one<
    Record<'usage' | 'activity' | 'rejected', string>
  >(queryText('warehouse/anomaly_inputs'), { from: scope.from, until: scope.until });
  return sha256Of(
    canonicalJson({
      ...{ scope, counted, usage, activity, rejected },
      ended: [...endedApps],
      kinds: [...builtIn, ...own],
      queries: handedInTexts(),
      zone: settings.timezone,
      slotSeconds: settings.slotSeconds,
    }),
  );
}
