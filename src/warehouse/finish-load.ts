import { type Database, quoted } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { type AuditNote, recordAudits } from './audit.ts';
import { type Exchange, exchangedDays } from './exchanged-days.ts';
import {
  type LateMonth,
  lateMonths,
  lateMonthsOfBatches,
  mergeLateMonths,
  recordLateData,
} from './late-data.ts';
import {
  type BatchState,
  type CheckedBatch,
  type DeliveredContent,
  insertBatches,
  insertDuplicate,
  type KnownDelivery,
  refreshDeliveries,
} from './load-records.ts';
import { nextSequenceNumber } from './sequence-number.ts';
import { forgetMeasured } from './withdraw-batch.ts';

/** Reason why a file holds something else than before. */
export type Change = 'grown' | 'changed' | 'settings' | 'asked';

/**
 * A file that replaces what it held before, or that makes a replaced batch count again. Such files are
 * recorded together at the end of a load. Only then is it known which contents are still there.
 */
export interface HeldFile {
  content: DeliveredContent;
  /** The batch that was read from it; absent if a batch has this content already. */
  batch?: CheckedBatch;
  /** The batch that has this content already. */
  known?: { batchId: bigint; state: BatchState };
  /** The file as it was known before; absent for a new file. */
  before?: KnownDelivery;
  change: Change;
  /** True if the rows are those that it held before. Then nothing is replaced. */
  hasSameRows?: boolean;
}

/** The result of a finished load. */
export interface FinishedLoad {
  /** Issued months with new rows, or with rows that no longer count. */
  late: LateMonth[];
  /** Months to measure again, ascending. */
  months: string[];
  /** Batches that counted before and that no file holds now. */
  gone: ReadonlySet<bigint>;
}

/** A held file, with the batch that it now belongs to. */
interface RecordedFile extends HeldFile {
  batchId: bigint;
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

/**
 * Records which batch each held file belongs to. Of several files with one content, the first by path
 * is read.
 */
async function recordHeld(
  database: Database,
  loadId: number,
  held: readonly HeldFile[],
): Promise<RecordedFile[]> {
  const same = held.filter(({ hasSameRows }) => hasSameRows);
  await refreshDeliveries(
    database,
    same.map(({ content }) => content),
  );
  const others = held
    .filter(({ hasSameRows }) => !hasSameRows)
    .toSorted((a, b) => (a.content.path < b.content.path ? -1 : 1));
  const first = new Map<string, HeldFile>();
  for (const file of others)
    if (file.batch !== undefined && !first.has(contentKey(file.content)))
      first.set(contentKey(file.content), file);
  const read = [...first.values()];
  const batches = read.map(({ batch }) => batch!);
  const ids = await insertBatches(database, loadId, batches);
  const idOf = new Map(read.map((file, index) => [contentKey(file.content), ids[index]!]));
  const recorded: RecordedFile[] = [];
  for (const file of others) {
    const { content, before, known } = file;
    const batchId = idOf.get(contentKey(content)) ?? known!.batchId;
    if (first.get(contentKey(content)) !== file)
      await insertDuplicate(database, loadId, content, batchId);
    if (before !== undefined && isElsewhere(before, content))
      await database.run('delete from deliveries where source = $source and path = $path', {
        source: before.source,
        path: before.path,
      });
    recorded.push({ ...file, batchId });
  }
  return recorded;
}

/** Tells if a file was known under another path or as another source. */
function isElsewhere(before: KnownDelivery, { source, path }: DeliveredContent): boolean {
  return before.source !== source || before.path !== path;
}

/** Returns a key of a content and the entry that read it. */
export function contentKey({
  source,
  sha256,
  entry,
}: Pick<DeliveredContent, 'source' | 'sha256' | 'entry'>): string {
  return `${source} ${sha256} ${entry}`;
}

/**
 * Moves copies of a file that was read again to its new batch. They have the same entry and are not
 * read again: they are gone from the disk, or known as duplicates.
 */
async function followCopies(
  database: Database,
  held: readonly HeldFile[],
  files: readonly RecordedFile[],
  entries: ReadonlySet<string>,
): Promise<void> {
  const batchIdOf = new Map(files.map(({ content, batchId }) => [content, batchId]));
  const rows = new Map<string, string>();
  for (const { content, before } of held) {
    if (before === undefined || !isReadAnew(content, before, entries)) continue;
    const was = `${before.batchId}, ${quoted(before.entry)}`;
    const is = `${batchIdOf.get(content) ?? before.batchId}, ${quoted(content.entry)}`;
    if (!rows.has(was)) rows.set(was, is);
  }
  if (rows.size === 0) return;
  await database.run(
    `update deliveries set batch_id = anew.now_id, entry_sha256 = anew.now_entry, is_duplicate = true
     from (values ${[...rows].map(([was, is]) => `(${was}, ${is})`).join(', ')})
       as anew (former_id, former_entry, now_id, now_entry)
     where batch_id = anew.former_id and entry_sha256 = anew.former_entry
       and (now_id <> former_id or now_entry <> former_entry)`,
  );
}

/**
 * Tells if a file's content was read again in place of its former batch: by the same entry, or by
 * another one if imbill.yaml no longer has the former entry.
 */
export function isReadAnew(
  content: DeliveredContent,
  before: KnownDelivery,
  entries: ReadonlySet<string>,
): boolean {
  const isSameContent = content.source === before.source && content.sha256 === before.sha256;
  return isSameContent && (content.entry === before.entry || !entries.has(before.entry));
}

/** Finds batches that counted before and that no file holds now. */
async function findGone(database: Database, files: readonly RecordedFile[]): Promise<Set<bigint>> {
  const former = files.flatMap(({ before, batchId }) =>
    before?.state === 'counts' && before.batchId !== batchId ? [before.batchId] : [],
  );
  if (former.length === 0) return new Set();
  const still = await database.rows<{ batch_id: bigint }>(
    `select distinct batch_id from deliveries where batch_id in (${former.join(', ')})`,
  );
  return withoutIds(
    former,
    still.map(({ batch_id }) => batch_id),
  );
}

/** Gives a batch the path of the first other file that holds it, if its own file no longer does. */
async function renameHeld(
  database: Database,
  files: readonly RecordedFile[],
  gone: ReadonlySet<bigint>,
): Promise<void> {
  const left = files.filter(
    ({ before, batchId }) =>
      before !== undefined && before.batchId !== batchId && !gone.has(before.batchId),
  );
  for (const id of new Set(left.map(({ before }) => before!.batchId))) {
    const { path } = await database.one<{ path: string | null }>(
      queryText('warehouse/other_holder'),
      { batch_id: id },
    );
    if (path === null) continue;
    for (const table of ['batches', 'rejects'])
      await database.run(`update ${table} set path = $path where batch_id = ${id}`, { path });
    await database.run(
      `update deliveries set is_duplicate = path <> $path where batch_id = ${id}`,
      { path },
    );
  }
}

/**
 * Finds batches of grown files that can be deleted: the new batch has all their rows, no document was
 * measured from them, and no person decided on them.
 */
async function findDeletable(
  database: Database,
  files: readonly RecordedFile[],
  gone: ReadonlySet<bigint>,
): Promise<Set<bigint>> {
  const grown = new Set<bigint>();
  for (const { change, before } of files)
    if (change === 'grown' && gone.has(before!.batchId)) grown.add(before!.batchId);
  for (const { change, before } of files)
    if (change !== 'grown' && before !== undefined) grown.delete(before.batchId);
  if (grown.size === 0) return grown;
  const used = await database.rows<{ batch_id: bigint }>(queryText('warehouse/batches_in_use'), {
    batch_ids: JSON.stringify([...grown].map(Number)),
  });
  return withoutIds(
    grown,
    used.map(({ batch_id }) => batch_id),
  );
}

function withoutIds(all: Iterable<bigint>, some: Iterable<bigint>): Set<bigint> {
  const left = new Set(all);
  for (const one of some) left.delete(one);
  return left;
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

function startsToCount(file: RecordedFile): boolean {
  return file.batch === undefined ? file.known?.state === 'replaced' : !staysWithdrawn(file);
}

/**
 * Tells if a file stays withdrawn: one that a person withdrew does not count again because it grew.
 */
function staysWithdrawn({ batch, before, change }: HeldFile): boolean {
  return batch !== undefined && change === 'grown' && before?.state === 'withdrawn';
}

/** Withdraws replaced batches. */
async function replaceBatches(
  database: Database,
  files: readonly RecordedFile[],
  batchIds: ReadonlySet<bigint>,
  reason: string,
): Promise<AuditNote[]> {
  if (batchIds.size === 0) return [];
  await withdrawBatches(database, [...batchIds]);
  const replacing = new Map<bigint, RecordedFile>();
  for (const file of files) {
    const id = file.before?.batchId;
    if (id !== undefined && batchIds.has(id) && !replacing.has(id)) replacing.set(id, file);
  }
  return [...replacing.values()].map((file) =>
    auditNote('replace', file.before!, describeReplacement(file, reason)),
  );
}

async function withdrawBatches(database: Database, batchIds: readonly bigint[]): Promise<void> {
  const sequenceNumber = await nextSequenceNumber(database);
  await database.run(
    `update batches set withdrawn_sequence_number = ${sequenceNumber} where batch_id in (${batchIds.join(', ')})`,
  );
}

function describeReplacement(
  { content, before, change, batchId }: RecordedFile,
  asked: string,
): string {
  const { path, source } = content;
  const by = `(batch ${batchId})`;
  if (before!.source !== source) return `imbill.yaml now lists ${path} under ${source} ${by}`;
  switch (change) {
    case 'grown':
      return `${path} grew ${by}`;
    case 'changed':
      return `${path} now has other content ${by}`;
    case 'settings':
      return `${path} was read again because its entry in imbill.yaml changed ${by}`;
    case 'asked':
      return `${path} was read again ${by}${asked === '' ? '' : `: ${asked}`}`;
  }
}

/** Restores replaced batches that a file holds again. */
async function restoreBatches(
  database: Database,
  files: readonly RecordedFile[],
): Promise<AuditNote[]> {
  const batches = new Map(files.map((file) => [file.batchId, file]));
  if (batches.size === 0) return [];
  const sequenceNumber = await nextSequenceNumber(database);
  await database.run(
    `update batches set withdrawn_sequence_number = null, known_sequence_number = ${sequenceNumber}
     where batch_id in (${[...batches.keys()].join(', ')})`,
  );
  return [...batches.values()].map(({ content, batchId }) =>
    auditNote('restore', { ...content, batchId }, `${content.path} has it again`),
  );
}

async function withdrawAgain(
  database: Database,
  files: readonly RecordedFile[],
): Promise<AuditNote[]> {
  const withdrawn = files.filter(staysWithdrawn);
  if (withdrawn.length === 0) return [];
  await withdrawBatches(
    database,
    withdrawn.map(({ batchId }) => batchId),
  );
  const reasons = await database.rows<{ batch_id: bigint; reason: string }>(
    'select batch_id, reason from withdrawal_reasons',
  );
  const reasonOf = new Map(reasons.map(({ batch_id, reason }) => [batch_id, reason]));
  return withdrawn.map(({ content, before, batchId }) =>
    auditNote('withdraw', { ...content, batchId }, reasonOf.get(before!.batchId) ?? ''),
  );
}

function auditNote(
  action: 'replace' | 'restore' | 'withdraw',
  { source, path, sha256, batchId }: Pick<KnownDelivery, 'source' | 'path' | 'sha256' | 'batchId'>,
  reason: string,
): AuditNote {
  const detail = { source, paths: [path], sha256 };
  return { action, subject: `batch ${batchId}`, reason, detail };
}

/** Deletes batches from all tables. The next load removes their segments. */
async function deleteBatches(database: Database, batchIds: ReadonlySet<bigint>): Promise<void> {
  if (batchIds.size === 0) return;
  for (const table of ['batches', 'segments', 'rejects'])
    await database.run(`delete from ${table} where batch_id in (${[...batchIds].join(', ')})`);
}
