import type { Database } from '../../duckdb/duckdb.ts';
import { parquetColumns } from '../../duckdb/file-rows.ts';
import { type ColumnChunk, DamagedPages } from '../bytes/parquet-pages.ts';
import type { VerifiedDelivery } from '../bytes/verify-delivery.ts';
import type { FileReader } from './opened-file.ts';
import type { Leaf } from './parquet-schema.ts';
import { slotsOf } from './parquet-slots.ts';
import { isNested, type ParquetColumn } from './parquet-types.ts';

/** Columns of a Parquet file and its number of rows, by its footer. */
export interface DescribedParquet {
  columns: readonly ParquetColumn[];
  leaves: readonly Leaf[];
  lines: number;
}

/**
 * Checks that the parts of a Parquet file agree: rows of the file, its row groups and its columns; pages with
 * the footer and their checksums; the lengths of lists.
 *
 * @param reader The file as a relation with the columns' aliases.
 * @throws {DamagedPages} If something does not agree.
 */
export async function assertWhole(
  { database, bytes }: FileReader,
  { contentPath }: VerifiedDelivery,
  { columns, leaves, lines }: DescribedParquet,
  reader: string,
): Promise<void> {
  const chunks = await chunksOf(database, contentPath, leaves);
  assertRows(chunks, lines);
  for (const { column, rowGroup, values, rows, isRepeated } of chunks) {
    if (isRepeated || values === rows) continue;
    throw new DamagedPages(
      `column "${column}" in row group ${rowGroup + 1} has ${values} values for ${rows} rows`,
    );
  }
  await bytes.verifyPages(contentPath, chunks);
  await assertListLengths(database, { columns, leaves, chunks, reader });
}

interface LeafChunk extends ColumnChunk {
  leaf: number;
  isRepeated: boolean;
}

async function chunksOf(
  database: Database,
  path: string,
  leaves: readonly Leaf[],
): Promise<LeafChunk[]> {
  const rows = await database.rows<Record<string, bigint | string | null>>(
    `select path_in_schema, cast(row_group_id as bigint) as row_group, cast(column_id as bigint) as leaf,
      cast(num_values as bigint) as value_count, cast(row_group_num_rows as bigint) as row_count,
      cast(case when dictionary_page_offset > 0 and dictionary_page_offset < data_page_offset
        then dictionary_page_offset else data_page_offset end as bigint) as start
     from ${parquetColumns(path)}`,
  );
  return rows.map((row) => {
    const leaf = Number(row['leaf']);
    return {
      column: String(row['path_in_schema']),
      rowGroup: Number(row['row_group']),
      values: Number(row['value_count']),
      rows: Number(row['row_count']),
      start: Number(row['start']),
      leaf,
      isRepeated: leaves[leaf]?.isRepeated ?? true,
    };
  });
}

function assertRows(chunks: readonly LeafChunk[], lines: number): void {
  const groups = new Map(chunks.map(({ rowGroup, rows }) => [rowGroup, rows]));
  const sum = [...groups.values()].reduce((total, rows) => total + rows, 0);
  if (sum === lines) return;
  throw new DamagedPages(`its row groups have ${sum} rows, its footer says ${lines}`);
}

interface NestedColumns {
  columns: readonly ParquetColumn[];
  leaves: readonly Leaf[];
  chunks: readonly LeafChunk[];
  reader: string;
}

/** Checks the lengths of lists. If levels are broken, a reader finds other lists than the file has values for. */
async function assertListLengths(database: Database, nested: NestedColumns): Promise<void> {
  const { columns, leaves, chunks, reader } = nested;
  const checks: { leaf: number; sql: string }[] = [];
  columns.forEach((column, topLevel) => {
    if (!isNested(column)) return;
    const own = [...leaves.keys()].filter((leaf) => leaves[leaf]?.topLevel === topLevel);
    const slots = slotsOf(column.alias, column.type);
    if (slots.length !== own.length) return;
    own.forEach((leaf, index) => {
      if (leaves[leaf]?.isRepeated) checks.push({ leaf, sql: slots[index] ?? '1' });
    });
  });
  if (checks.length === 0) return;
  const sums = checks.map(
    ({ sql }, index) => `cast(coalesce(sum(${sql}), 0) as bigint) as n${index}`,
  );
  const found = await database.one<Record<string, bigint>>(
    `select ${sums.join(', ')} from ${reader}`,
  );
  for (const [index, { leaf }] of checks.entries()) {
    const own = chunks.filter((chunk) => chunk.leaf === leaf);
    const values = own.reduce((sum, chunk) => sum + chunk.values, 0);
    if (Number(found[`n${index}`]) === values) continue;
    throw new DamagedPages(
      `the lists of column "${own[0]?.column}" have ${found[`n${index}`]} values, its footer says ${values}`,
    );
  }
}
