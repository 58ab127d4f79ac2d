import { firstDay, lastDay, type Month, monthOf } from '../src/calendar/month.ts';
import type { AgainOptions, LoadResult, ModelReport } from '../src/command-line/jobs.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { ModelProblem } from '../src/models/model.ts';
import { publishModels } from '../src/models/publish-models.ts';
import { readModels } from '../src/models/read-models.ts';
import { publishSnapshot } from '../src/warehouse/publish-snapshot.ts';
import { countingSegments } from '../src/warehouse/withdrawn.ts';
import { collectAccounts } from '../src/workspace/accounts.ts';
import { readKnownTerms } from '../src/workspace/known-terms.ts';
import type { BilledMonth } from './billed-month.ts';
import type { Effects } from './effects.ts';
import { issue, preview } from './issue.ts';
import { load } from './load.ts';
import { imbillVersion } from './making.ts';
import { measure } from './measure.ts';
import { price } from './price.ts';
import { report } from './report.ts';
import { monthsOfOtherZoneData } from './zone-changes.ts';

/** What one run of a month did. */
export interface RunSummary extends BilledMonth, ModelReport {
  month: Month;
  load: LoadResult;
  /** Folder of the reports, relative to the workspace. */
  reports: string;
  /** Issued months whose days are cut in another way by the zone data of now. */
  zoneChanged: Month[];
}

/** The monthly batch: load → measure → price → issue → report. */
export function runMonth(month: Month, effects: Effects): Promise<RunSummary> {
  return batch(month, effects, issue);
}

/** The same, but issues and freezes nothing. */
export function previewMonth(month: Month, effects: Effects): Promise<RunSummary> {
  return batch(month, effects, preview);
}

/** Takes in what is new and publishes it. */
export async function loadOnly(
  effects: Effects,
  options: AgainOptions = {},
): Promise<LoadResult & ModelReport> {
  const { result, modelProblems } = await publishingAfter(effects, () => load(effects, options));
  return { ...result, model_problems: modelProblems };
}

async function batch(
  month: Month,
  effects: Effects,
  bill: typeof issue | typeof preview,
): Promise<RunSummary> {
  const { result, modelProblems } = await publishingAfter(effects, async () => {
    const loaded = await load(effects);
    if (!(await hasData(month, effects))) throw nothingIn(month);
    await measure(month, effects);
    const priced = await price(month, effects);
    const billed = await bill(month, priced, effects);
    const reports = await reported(billed, effects);
    const zoneChanged = await monthsOfOtherZoneData(effects.warehouse, effects.settings.timezone);
    return { month, load: loaded, reports, zoneChanged, ...billed };
  });
  return { ...result, model_problems: modelProblems };
}

/** Publishes what stands after `work`, however it ended; what went wrong in it comes first. */
export async function publishing<T>(effects: Effects, work: () => Promise<T>): Promise<T> {
  const { result } = await publishingAfter(effects, work);
  return result;
}

/** The same, with what of the analysts' own views was left out. */
async function publishingAfter<T>(
  effects: Effects,
  work: () => Promise<T>,
): Promise<{ result: T; modelProblems: ModelProblem[] }> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await publish(effects).catch(() => undefined);
    throw error;
  }
  return { result, modelProblems: await publish(effects) };
}

/**
 * Writes a month's reports.
 *
 * @returns The folder, relative to the workspace.
 * @throws {UserError} (exit 1) If they cannot be written; what was issued stays.
 */
export function reported(billed: BilledMonth, effects: Effects): Promise<string> {
  return report(billed, effects).catch((error) => {
    throw notReported(billed, error);
  });
}

/**
 * Groups exist on without any log; a month has data only by what was delivered or bought in it. What
 * is wrong with the accounts is said later, with all else that is.
 */
async function hasData(month: Month, effects: Effects): Promise<boolean> {
  const { known } = await effects.warehouse.one<{ known: boolean }>(
    `select exists (select 1 from ${countingSegments} as counting where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}')
      or exists (select 1 from invoices where month = $month) as known`,
    { month },
  );
  if (known) return true;
  const { accounts, problems } = await collectAccounts(effects.workspace, effects.settings);
  if (problems.length > 0) return true;
  return accounts.purchases.some(({ boughtOn }) => monthOf(boughtOn) === month);
}

async function publish({ warehouse, workspace, settings }: Effects): Promise<ModelProblem[]> {
  const terms = await readKnownTerms(workspace, settings);
  const models = await readModels(workspace.root, settings.models).catch(() => undefined);
  return publishSnapshot(warehouse, workspace, terms, {
    madeFrom: models && { models, imbill: imbillVersion() },
    add: (file) => publishModels(file, workspace, settings.models),
  });
}

/** What was issued stays; a full disk or a read-only folder only delays its reports. */
function notReported({ summary, newNumbers }: BilledMonth, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const count = newNumbers.length;
  const stays = count === 1 ? 'invoice was issued and stays' : 'invoices were issued and stay';
  const issued = count === 0 ? '' : ` ${count} ${stays}.`;
  return new UserError(
    `The reports of ${summary.month} cannot be written to out/ (${code}).${issued}\nMake out/ writable, or room on the disk, and run again: the reports are written then.`,
    exitCodes.failed,
    { cause: error },
  );
}

function nothingIn(month: Month): UserError {
  return new UserError(
    `There is nothing to bill for ${month}: no usage from ${firstDay(month)} to ${lastDay(month)}, and no purchases.\nCheck the month, and with imbill status which files were loaded and which days they hold.`,
    exitCodes.nothingToDo,
  );
}
