import type { Database } from '../duckdb/duckdb.ts';
import { recordAudits } from './audit.ts';
import { type Exchange, exchangedDays } from './exchanged-days.ts';
import { type HeldFile, type RecordedFile, startsToCount } from './held-file.ts';
import {
  type LateMonth,
  lateMonths,
  lateMonthsOfBatches,
  mergeLateMonths,
  recordLateData,
} from './late-data.ts';
import { followCopies, recordHeld, renameHeld } from './record-held-files.ts';
import {
  deleteBatches,
  findDeletable,
  findGone,
  replaceBatches,
  restoreBatches,
  withdrawAgain,
  withoutIds,
} from './replace-batches.ts';
import { forgetMeasured } from './withdraw-batch.ts';

/** The result of a finished load. */
export interface FinishedLoad {
  /** Issued months with new rows, or with rows that no longer count. */
  late: LateMonth[];
  /** Months to measure again, ascending. */
  months: string[];
  /** Batches that counted before and that no file holds now. */
  gone: ReadonlySet<bigint>;
}

interface FinishOptions {
  held: readonly HeldFile[];
  /** Hashes of the entries that imbill.yaml has. */
  entries: ReadonlySet<string>;
  /** Reason of a person who asked to read files again; empty if nobody did. */
  reason: string;
}

/**
 * Ends a load in one transaction. It records the held files, withdraws what no file holds now, and
 * records which issued months changed.
 *
 * @param root Folder of the workspace. The segments of the held files are already in its lake.
 */
export function finishLoad(
  database: Database,
  root: string,
  loadId: number,
  { held, entries, reason }: FinishOptions,
): Promise<FinishedLoad> {
  return database.transaction(async () => {
    const files = await recordHeld(database, loadId, held);
    await followCopies(database, held, files, entries);
    const gone = await findGone(database, files);
    await renameHeld(database, files, gone);
    const back = files.filter(({ known }) => known?.state === 'replaced');
    const forgotten = await findDeletable(database, files, gone);
    const days = await exchangedDays(database, root, listExchanges(files, gone));
    await recordAudits(database, [
      ...(await replaceBatches(database, files, withoutIds(gone, forgotten), reason)),
      ...(await restoreBatches(database, back)),
      ...(await withdrawAgain(database, files)),
    ]);
    const late = mergeLateMonths([
      ...(await lateMonths(database, days)),
      ...(await lateMonthsOfBatches(database, await newBatches(database, loadId, files))),
    ]);
    await recordLateData(database, late);
    const replaced = files.flatMap(({ before }) =>
      before !== undefined && gone.has(before.batchId) ? [before] : [],
    );
    const months = await forgetMeasured(database, [
      ...replaced.filter(({ batchId }) => !forgotten.has(batchId)),
      ...back.map(({ batchId, content }) => ({ batchId, source: content.source })),
    ]);
    await deleteBatches(database, forgotten);
    await database.run(`update loads set is_finished = true where load_id = ${loadId}`);
    return { late, months, gone };
  });
}

/** Returns ids of the counting batches of a load, without those of held files. */
async function newBatches(
  database: Database,
  loadId: number,
  files: readonly RecordedFile[],
): Promise<bigint[]> {
  const rows = await database.rows<{ batch_id: bigint }>(
    `select batch_id from batches where load_id = ${loadId} and withdrawn_sequence_number is null`,
  );
  const held = new Set(files.map(({ batchId }) => batchId));
  return rows.map(({ batch_id }) => batch_id).filter((batchId) => !held.has(batchId));
}

/** Lists which batch counts in place of which, to find the changed days. */
function listExchanges(files: readonly RecordedFile[], gone: ReadonlySet<bigint>): Exchange[] {
  return files.flatMap((file): Exchange[] => {
    const { content, before, batchId } = file;
    const { source, path } = content;
    const former = before !== undefined && gone.has(before.batchId) ? before.batchId : undefined;
    const later = startsToCount(file) ? batchId : undefined;
    if (former !== undefined && before!.source !== source)
      return [
        { source: before!.source, path, former },
        { source, path, later },
      ];
    return [{ source, path, former, later }];
  });
}
