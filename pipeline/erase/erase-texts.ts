import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { ErasedWords } from '../../src/warehouse/erased-words.ts';
import { type ErasedRejects, rejectHashes } from '../../src/warehouse/erasures.ts';
import { handInWords } from '../../src/warehouse/rewrite-segments.ts';

/** Columns of the warehouse that hold text of delivered files. */
const textColumns = [
  ['rejects', 'value'],
  ['rejects', 'reason'],
  ['rejects', 'column_name'],
  ['refused_files', 'reason'],
  ['usage_findings', 'message'],
  ['usage_findings', 'message_zh'],
] as const;

/** Counts the rows of the warehouse with a text that names an id. */
export async function namedTexts(database: Database, words: ErasedWords): Promise<number> {
  await handInWords(database, words);
  let count = 0;
  for (const table of new Set(textColumns.map(([name]) => name))) {
    const columns = textColumns.filter(([name]) => name === table).map(([, column]) => column);
    const isNamed = columns.map((column) => `without_cut_id(${column}) <> ${column}`).join(' or ');
    const { rows } = await database.one<{ rows: bigint }>(
      `select count(*) as rows from ${table} where ${isNamed}`,
    );
    count += Number(rows);
  }
  return count;
}

/** Lists the files, loaded or refused, of which a rejected line or a message names an id. */
export async function filesNaming(database: Database, words: ErasedWords): Promise<string[]> {
  await handInWords(database, words);
  const rows = await database.rows<{ path: string }>(queryText('erase/files_naming'));
  return rows.map(({ path }) => path);
}

/** Lists documents and entries of the audit that name an id. They never change. */
export async function keptTexts(database: Database, words: ErasedWords): Promise<string[]> {
  if (words.isShort) return [];
  await handInWords(database, words);
  const rows = await database.rows<{ name: string }>(queryText('erase/kept_texts'));
  return rows.map(({ name }) => name);
}

/**
 * Replaces an id in all texts of delivered files, within the caller's transaction. A rejected line is of no app for
 * sure, so the id is replaced in all of them.
 *
 * @returns Hashes of the rejected lines of each batch that changed.
 */
export async function eraseTexts(database: Database, words: ErasedWords): Promise<ErasedRejects[]> {
  await handInWords(database, words);
  const before = await rejectHashes(database);
  for (const [table, column] of textColumns)
    await database.run(
      `update ${table} set ${column} = without_cut_id(${column}) where without_cut_id(${column}) <> ${column}`,
    );
  return changedRejects(before, await rejectHashes(database));
}

/** Lists the batches whose rejected lines changed. */
export function changedRejects(
  before: ReadonlyMap<bigint, string>,
  after: ReadonlyMap<bigint, string>,
): ErasedRejects[] {
  return [...before]
    .map(([batchId, sha256]) => ({ batchId, sha256, newSha256: after.get(batchId) ?? '' }))
    .filter(({ sha256, newSha256 }) => sha256 !== newSha256);
}
