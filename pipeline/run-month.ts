import { exitCodes, UserError } from '../src/base/errors.ts';
import { firstDay, lastDay, type Month, monthOf } from '../src/calendar/month.ts';
import type { Anomaly } from '../src/invoice/anomaly.ts';
import type { CustomerChange } from '../src/invoice/customer-change.ts';
import type { MissingDelivery } from '../src/invoice/missing-delivery.ts';
import type { AlertReport } from '../src/jobs/alerts.ts';
import type { LoadReport } from '../src/jobs/jobs.ts';
import type { LoadOptions, LoadResult, ModelReport } from '../src/jobs/load.ts';
import type { OpenItems } from '../src/jobs/open-items.ts';
import type { RunOptions } from '../src/jobs/run.ts';
import { type Approval, readApprovals, validApprovals } from '../src/ledger/approvals/approvals.ts';
import type { HashedDrafts } from '../src/ledger/approvals/drafts-hash.ts';
import { personIn } from '../src/ledger/approvals/person-name.ts';
import { type Closing, closingOf } from '../src/ledger/closings.ts';
import { findCustomerChanges, readBilledBefore } from '../src/ledger/customer-changes.ts';
import { recordToldAnomalies } from '../src/warehouse/told-anomalies.ts';
import { collectAccounts, readAccounts } from '../src/workspace/accounts.ts';
import { type FoundAnomalies, findAnomalies } from './anomalies/find-anomalies.ts';
import type { Effects } from './effects/effects.ts';
import type { BilledMonth } from './issue/billed-month.ts';
import { checkApproval, monthWording } from './issue/check-approval.ts';
import { draftsToIssue, hashOf, keepForPages, keepRefused } from './issue/drafts-of-month.ts';
import { assertReadyToIssue } from './issue/gate.ts';
import { issue, preview } from './issue/issue.ts';
import { raiseAlerts, raiseAlertsOf } from './issue/raise-alerts.ts';
import { load } from './load/load.ts';
import { findRefundsToCheck } from './load/refunds-to-check.ts';
import { measure } from './measure/measure.ts';
import { monthsOfOtherZoneData } from './measure/zone-changes.ts';
import { type PricedMonth, price } from './price/price.ts';
import { findMissing } from './ready/find-missing.ts';
import { openItemsNow } from './report/open-items.ts';
import { publishWithProblems } from './report/publish.ts';
import { report } from './report/report.ts';

/** Result of one run of a month. */
export interface RunSummary
  extends BilledMonth,
    ModelReport,
    OpenItems,
    AlertReport,
    FoundAnomalies {
  /** Anomalies that no earlier run or preview found. */
  newAnomalies: Anomaly[];
  month: Month;
  load: LoadResult;
  /** Deliveries that did not come, or are not as their manifests say. */
  missing_deliveries: MissingDelivery[];
  /** Deliveries that came after their grace. */
  late_deliveries: MissingDelivery[];
  /** Changes of the customers since the month before. */
  customer_changes: CustomerChange[];
  /** Folder of the reports, relative to the workspace. */
  reports: string;
  /** Issued months whose days today's zone data cut in another way. */
  zoneChanged: Month[];
  /** Closing of the month, or of a later one; null if the month is open. */
  closing: Closing | null;
  /** Content hash of the drafts that are shown or were issued; null if there was none. */
  drafts_sha256: string | null;
  /** Approvals of these drafts. */
  approvals: Approval[];
}

/** The monthly batch: load → measure → price → issue → report. */
export async function runMonth(
  month: Month,
  effects: Effects,
  options: RunOptions = {},
): Promise<RunSummary> {
  const { isStrict = effects.settings.strict ?? false } = options;
  if (options.by !== undefined) personIn(options.by, '--by');
  return batch(month, effects, async (priced, drafts, found) => {
    const customerIds = priced.customers.map(({ draft }) => draft.customer_id);
    const { refusal, under } = await checkApproval(drafts, options, effects, monthWording(month));
    const missing = isStrict ? found : [];
    const gated = { month, customerIds, missing, approvalRefusal: refusal, ...options };
    const reason = await assertReadyToIssue(gated, effects).catch(async (error) => {
      const { summary } = await preview(month, priced, effects);
      await keepRefused(drafts, options.approved, summary, effects);
      throw error;
    });
    return issue(month, priced, effects, { reason, under });
  });
}

/** Runs the batch as `runMonth`, but issues and freezes nothing. */
export function previewMonth(month: Month, effects: Effects): Promise<RunSummary> {
  return batch(month, effects, async (priced, drafts) => {
    const previewed = await preview(month, priced, effects);
    await keepForPages(drafts, previewed.summary, effects);
    return previewed;
  });
}

/** Loads what is new, raises alerts and publishes. */
export async function loadOnly(effects: Effects, options: LoadOptions = {}): Promise<LoadReport> {
  const { result, viewProblems } = await publishWithProblems(effects, async () => {
    const loaded = await load(effects, options);
    const refunds = await findRefundsToCheck(effects);
    return {
      ...loaded,
      ...(refunds.length > 0 && { refunds_to_check: refunds }),
      ...(await raiseAlerts(effects)),
    };
  });
  return { ...result, model_problems: viewProblems, open_items: await openItemsNow(effects) };
}

async function batch(
  month: Month,
  effects: Effects,
  bill: (
    priced: PricedMonth,
    drafts: HashedDrafts,
    missing: readonly MissingDelivery[],
  ) => Promise<BilledMonth>,
): Promise<RunSummary> {
  const pricedMonths = new Map<Month, PricedMonth>();
  const work = async () => {
    const loaded = await load(effects);
    if (!(await hasData(month, effects))) throw nothingIn(month);
    const { missing, late } = await findMissing(month, effects);
    await measure(month, effects);
    const priced = await price(month, effects);
    pricedMonths.set(month, priced);
    const customerChanges = await changesOfCustomers(month, priced, effects);
    const odd = await findAnomalies(month, priced, effects);
    const drafts = await draftsToIssue(month, priced, effects);
    const billed = await bill(priced, drafts, missing);
    const raised = await raiseAlertsOf({ month, priced, newNumbers: billed.newNumbers }, effects);
    const newAnomalies = await recordToldAnomalies(effects.warehouse, odd.anomalies);
    const reports = await report(billed, effects);
    const zoneChanged = await monthsOfOtherZoneData(effects.warehouse, effects.settings.timezone);
    const approvals = validApprovals(await readApprovals(effects.warehouse, month), drafts.sha256);
    return {
      month,
      load: loaded,
      missing_deliveries: missing,
      late_deliveries: late,
      ...odd,
      newAnomalies,
      ...raised,
      customer_changes: customerChanges,
      reports,
      zoneChanged,
      closing: (await closingOf(effects.warehouse, month)) ?? null,
      drafts_sha256: hashOf(drafts),
      approvals,
      ...billed,
    };
  };
  const { result, viewProblems } = await publishWithProblems(effects, work, pricedMonths);
  return { ...result, model_problems: viewProblems, open_items: await openItemsNow(effects) };
}

async function changesOfCustomers(
  month: Month,
  { customers }: PricedMonth,
  { workspace, settings, warehouse }: Effects,
): Promise<CustomerChange[]> {
  const accounts = await readAccounts(workspace, settings);
  const before = await readBilledBefore(warehouse, month);
  const billed = new Set(customers.map(({ draft }) => draft.customer_id));
  return findCustomerChanges(month, accounts, before, billed);
}

/**
 * Tells whether anything was delivered or bought in a month. Groups go on without a log, so they do not
 * count. Wrong accounts count: they are refused later, with all other problems.
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
