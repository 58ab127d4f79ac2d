import { exportJournal } from '../../pipeline/archive/export-journal.ts';
import { closeAndPublish } from '../../pipeline/close/close.ts';
import { reopenAndPublish } from '../../pipeline/close/reopen.ts';
import { correctAndReport } from '../../pipeline/correct/correct.ts';
import { voidAndReport } from '../../pipeline/correct/void-invoice.ts';
import { withdrawAndPublish } from '../../pipeline/correct/withdraw.ts';
import type { Effects, FileReading } from '../../pipeline/effects/effects.ts';
import { closeAfter } from '../../pipeline/effects/with-warehouse.ts';
import { eraseAndPublish } from '../../pipeline/erase/erase.ts';
import { retainAndPublish } from '../../pipeline/erase/retain.ts';
import { load as loadFiles } from '../../pipeline/load/load.ts';
import { measure } from '../../pipeline/measure/measure.ts';
import { regenerate as makeAgain } from '../../pipeline/prove/regenerate.ts';
import { verify as verifyAll } from '../../pipeline/prove/verify.ts';
import { findMissing } from '../../pipeline/ready/find-missing.ts';
import type { RunSummary } from '../../pipeline/run-month.ts';
import { loadOnly, previewMonth, runMonth } from '../../pipeline/run-month.ts';
import { silentProgress } from '../base/progress.ts';
import type { Cell, Row } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import type { ClosedMonth, CloseOptions, ReopenedMonth } from '../jobs/close.ts';
import type { CorrectionOptions, CorrectionResult } from '../jobs/correct.ts';
import type { ErasedUser, EraseOptions, RetainedRows, RetainOptions } from '../jobs/erase.ts';
import type { JournalFormat } from '../jobs/exports.ts';
import type { LoadOptions, LoadResult } from '../jobs/load.ts';
import type { FoundDeliveries } from '../jobs/ready.ts';
import type { RegeneratedDocument } from '../jobs/regenerate.ts';
import type { RunOptions } from '../jobs/run.ts';
import type { Verification } from '../jobs/verify.ts';
import type { VoidOptions, VoidResult } from '../jobs/void.ts';
import type { WithdrawResult } from '../jobs/withdraw.ts';
import { openWarehouse } from '../warehouse/open-warehouse.ts';
import { readWorkspaceKey } from '../workspace/key-file.ts';
import { readLogSettings, readSettings } from '../workspace/settings.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { sandboxScript } from './sandbox-script.ts';

/** Runs a month in this process. */
export function run(
  folder: string,
  month: string,
  threads = 1,
  options: RunOptions = {},
): Promise<RunSummary> {
  return withEffects(folder, threads, (effects) =>
    runMonth(month, { ...effects, script: sandboxScript() }, options),
  );
}

/** Previews a month in this process. */
export function preview(folder: string, month: string): Promise<RunSummary> {
  return withEffects(folder, 1, (effects) =>
    previewMonth(month, { ...effects, script: sandboxScript() }),
  );
}

/** Loads in this process. */
export function load(folder: string, threads = 1): Promise<LoadResult> {
  return withEffects(folder, threads, loadOnly);
}

/** Measures months in this process, without invoices. */
export function measureMonths(folder: string, months: readonly string[]): Promise<void> {
  return withEffects(folder, 2, async (effects) => {
    for (const month of months) await measure(month, effects);
  });
}

/** Loads in this process without publishing, and finds what is missing of a month. */
export function findMissingOf(
  folder: string,
  month: string,
  now: number,
): Promise<FoundDeliveries> {
  return withEffects(folder, 1, async (effects) => {
    await loadFiles(effects);
    return findMissing(month, { ...effects, now: () => now });
  });
}

/** Loads in this process with some effects of the test's own. */
export function loadWith(
  folder: string,
  effects: Partial<Effects>,
  options: LoadOptions = {},
): Promise<LoadResult> {
  return withEffects(folder, 1, (usual) => loadOnly({ ...usual, ...effects }, options));
}

/** Loads in this process, and reads known files again. */
export function loadAgain(folder: string, again: string, reason?: string): Promise<LoadResult> {
  return withEffects(folder, 1, (effects) => loadOnly(effects, { again, reason }));
}

/** Loads in this process, with large files that are small. */
export function loadInRanges(
  folder: string,
  fileReading: Partial<FileReading>,
  { threads = 1, again }: { threads?: number; again?: string } = {},
): Promise<LoadResult> {
  return withEffects(folder, threads, (effects) =>
    loadOnly({ ...effects, fileReading }, { again }),
  );
}

/** Withdraws a file, or restores it, in this process. */
export function withdraw(
  folder: string,
  batch: string,
  action: 'withdraw' | 'restore' = 'withdraw',
  reason = 'wrong',
): Promise<WithdrawResult> {
  return withEffects(folder, 1, (effects) =>
    withdrawAndPublish({ action, batch, reason }, effects),
  );
}

/** Erases a user in this process, and opens the warehouse again, which ends it. */
export async function erase(folder: string, options: EraseOptions): Promise<ErasedUser> {
  const erased = await withEffects(folder, 1, (effects) => eraseAndPublish(options, effects));
  await withEffects(folder, 1, () => Promise.resolve());
  return erased;
}

/** Removes old raw rows in this process at a time of the clock, and opens the warehouse again, which ends it. */
export async function retain(
  folder: string,
  options: Partial<RetainOptions>,
  at: string,
): Promise<RetainedRows> {
  const all = { months: 1, reason: 'policy', isDryRun: false, ...options };
  const retained = await withEffects(folder, 1, (effects) =>
    retainAndPublish(all, { ...effects, now: () => Date.parse(at) }),
  );
  await withEffects(folder, 1, () => Promise.resolve());
  return retained;
}

/** Corrects a month in this process. */
export function correct(
  folder: string,
  month: string,
  options: Partial<CorrectionOptions> = {},
): Promise<CorrectionResult> {
  return withEffects(folder, 1, (effects) =>
    correctAndReport({ month, isDryRun: false, ...options }, effects),
  );
}

/** Closes a month in this process. */
export function close(
  folder: string,
  month: string,
  options: Partial<CloseOptions> = {},
): Promise<ClosedMonth> {
  return withEffects(folder, 1, (effects) =>
    closeAndPublish(
      { month, by: 'Anna Li', accept: [], ...options },
      { ...effects, script: sandboxScript() },
    ),
  );
}

/** Opens a closed month again in this process. */
export function reopen(folder: string, month: string): Promise<ReopenedMonth> {
  return withEffects(folder, 1, (effects) =>
    reopenAndPublish({ month, by: 'Anna Li', reason: 'an invoice was forgotten' }, effects),
  );
}

/** Exports the journals of some months in this process, and returns their texts. */
export function journals(
  folder: string,
  months: readonly string[],
  format: JournalFormat = 'csv',
): Promise<string[]> {
  return withEffects(folder, 1, async (effects) => {
    const texts: string[] = [];
    for (const month of months) {
      const result = (part: string | Uint8Array) => texts.push(String(part));
      const target = { out: undefined, isReplaced: false, stdout: { result } };
      await exportJournal({ month, format, target }, effects);
    }
    return texts;
  });
}

/** Voids an invoice in this process. */
export function voidInvoice(
  folder: string,
  number: string,
  options: Partial<VoidOptions> = {},
): Promise<VoidResult> {
  return withEffects(folder, 1, (effects) =>
    voidAndReport({ number, reason: 'wrong', isReplaced: true, ...options }, effects),
  );
}

/** Rebuilds all documents in this process. */
export function regenerate(folder: string): Promise<RegeneratedDocument[]> {
  return withEffects(folder, 1, (effects) => makeAgain({}, effects));
}

/** Verifies the whole ledger in this process, with the segments of the lake. */
export function verify(folder: string): Promise<Verification> {
  return withEffects(folder, 1, (effects) => verifyAll({ isQuick: false }, effects));
}

/** Reads rows of the warehouse, each as the list of its values. */
export function warehouseRows(folder: string, sql: string): Promise<Cell[][]> {
  return withEffects(folder, 1, async ({ warehouse }) => {
    const rows = await warehouse.rows<Row>(sql);
    return rows.map((row) => Object.values(row));
  });
}

/** A time later than the lines of most tests. */
const testedAt = Date.parse('2050-01-01T00:00:00Z');

async function withEffects<T>(
  folder: string,
  threads: number,
  work: (effects: Effects) => Promise<T>,
): Promise<T> {
  const workspace = workspaceAt(folder);
  const settings = await readSettings(workspace.settings);
  const signingKey = await readWorkspaceKey(workspace, await readLogSettings(workspace.settings));
  const opener = { command: 'imbill test', startedAt: '2026-10-01T00:00:00Z' };
  const warehouse = await openWarehouse(workspace, opener, { threads });
  return closeAfter(warehouse, { workspace, signingKey, say: () => undefined }, () =>
    work({
      workspace,
      settings,
      warehouse,
      threads,
      sql: currentSql(),
      memoryMegabytes: 600,
      progress: silentProgress,
      signingKey,
      now: () => testedAt,
    }),
  );
}
