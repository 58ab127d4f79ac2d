import { type Database, quoted } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { contentKey, type HeldFile, isReadAgain, type RecordedFile } from './held-file.ts';
import { type KnownDelivery, refreshDeliveries } from './known-files.ts';
import { type DeliveredContent, insertBatches, insertDuplicate } from './load-records.ts';

/**
 * Records which batch each held file belongs to. Of several files with one content, the first by path
 * is read.
 */
export async function recordHeld(
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

/**
 * Moves copies of a file that was read again to its new batch. They have the same entry and are not
 * read again: they are gone from the disk, or known as duplicates.
 */
export async function followCopies(
  database: Database,
  held: readonly HeldFile[],
  files: readonly RecordedFile[],
  entries: ReadonlySet<string>,
): Promise<void> {
  const batchIdOf = new Map(files.map(({ content, batchId }) => [content, batchId]));
  const rows = new Map<string, string>();
  for (const { content, before } of held) {
    if (before === undefined || !isReadAgain(content, before, entries)) continue;
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

/** Gives a batch the path of the first other file that holds it, if its own file no longer does. */
export async function renameHeld(
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
