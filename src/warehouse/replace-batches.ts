import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { AuditNote } from './audit.ts';
import { type RecordedFile, staysWithdrawn } from './held-file.ts';
import type { KnownDelivery } from './known-files.ts';
import { nextSequenceNumber } from './sequence-number.ts';

/** Finds batches that counted before and that no file holds now. */
export async function findGone(
  database: Database,
  files: readonly RecordedFile[],
): Promise<Set<bigint>> {
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

/**
 * Finds batches of grown files that can be deleted: the new batch has all their rows, no document was
 * measured from them, and no person decided on them.
 */
export async function findDeletable(
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

export function withoutIds(all: Iterable<bigint>, some: Iterable<bigint>): Set<bigint> {
  const left = new Set(all);
  for (const one of some) left.delete(one);
  return left;
}

/** Withdraws replaced batches. */
export async function replaceBatches(
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
export async function restoreBatches(
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

export async function withdrawAgain(
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
export async function deleteBatches(
  database: Database,
  batchIds: ReadonlySet<bigint>,
): Promise<void> {
  if (batchIds.size === 0) return;
  for (const table of ['batches', 'segments', 'rejects'])
    await database.run(`delete from ${table} where batch_id in (${[...batchIds].join(', ')})`);
}
