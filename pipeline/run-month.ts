import { exitCodes, UserError } from '../src/base/errors.ts';
import { firstDay, lastDay, type Month, monthOf } from '../src/calendar/month.ts';
import type { LoadOptions, LoadResult, ModelReport } from '../src/jobs/load.ts';
import type { OpenItems } from '../src/jobs/open-items.ts';
import type { RunOptions } from '../src/jobs/run.ts';
import { collectAccounts } from '../src/workspace/accounts.ts';
import type { Effects } from './effects/effects.ts';
import type { BilledMonth } from './issue/billed-month.ts';
import { assertReadyToIssue } from './issue/gate.ts';
import { issue, preview } from './issue/issue.ts';
import { load } from './load/load.ts';
import { measure } from './measure/measure.ts';
import { monthsOfOtherZoneData } from './measure/zone-changes.ts';
import { type PricedMonth, price } from './price/price.ts';
import { openItemsNow } from './report/open-items.ts';
import { publishWithProblems } from './report/publish.ts';
import { report } from './report/report.ts';

/** Result of one run of a month. */
export interface RunSummary extends BilledMonth, ModelReport, OpenItems {
  month: Month;
  load: LoadResult;
  /** Folder of the reports, relative to the workspace. */
  reports: string;
  /** Issued months whose days are cut in another way by the zone data of now. */
  zoneChanged: Month[];
}

/** The monthly batch: load → measure → price → issue → report. */
export function runMonth(
  month: Month,
  effects: Effects,
  options: RunOptions = {},
): Promise<RunSummary> {
  return batch(month, effects, async (priced) => {
    const customerIds = priced.customers.map(({ draft }) => draft.customer_id);
    const reason = await assertReadyToIssue({ month, customerIds, ...options }, effects);
    return issue(month, priced, effects, reason);
  });
}

/** Runs the batch as `runMonth`, but issues and freezes nothing. */
export function previewMonth(month: Month, effects: Effects): Promise<RunSummary> {
  return batch(month, effects, (priced) => preview(month, priced, effects));
}

/** Takes in what is new and publishes it. */
export async function loadOnly(
  effects: Effects,
  options: LoadOptions = {},
): Promise<LoadResult & ModelReport & OpenItems> {
  const { result, viewProblems } = await publishWithProblems(effects, () => load(effects, options));
  return { ...result, model_problems: viewProblems, open_items: await openItemsNow(effects) };
}

async function batch(
  month: Month,
  effects: Effects,
  bill: (priced: PricedMonth) => Promise<BilledMonth>,
): Promise<RunSummary> {
  const pricedMonths = new Map<Month, PricedMonth>();
  const work = async () => {
    const loaded = await load(effects);
    if (!(await hasData(month, effects))) throw nothingIn(month);
    await measure(month, effects);
    const priced = await price(month, effects);
    pricedMonths.set(month, priced);
    const billed = await bill(priced);
    const reports = await report(billed, effects);
    const zoneChanged = await monthsOfOtherZoneData(effects.warehouse, effects.settings.timezone);
    return { month, load: loaded, reports, zoneChanged, ...billed };
  };
  const { result, viewProblems } = await publishWithProblems(effects, work, pricedMonths);
  return { ...result, model_problems: viewProblems, open_items: await openItemsNow(effects) };
}

/**
 * Groups exist on without any log; a month has data only by what was delivered or bought in it. What
 * is wrong with the accounts is said later, with all else that is.
 */
async function hasData(month: Month, effects: Effects): Promise<boolean> {
  const { known } = await effects.warehouse.one<{ known: boolean }>(
    `select exists (select 1 from counting_segments where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}')
      or exists (select 1 from invoices where month = $month) as known`,
    { month },
  );
  if (known) return true;
  const { accounts, problems } = await collectAccounts(effects.workspace, effects.settings);
  if (problems.length > 0) return true;
  return accounts.purchases.some(({ boughtOn }) => monthOf(boughtOn) === month);
}

function nothingIn(month: Month): UserError {
  return new UserError(
    `There is nothing to bill for ${month}: no usage from ${firstDay(month)} to ${lastDay(month)}, and no purchases.\nCheck the month, and with imbill status which files were loaded and which days they hold.`,
    exitCodes.nothingToDo,
  );
}
