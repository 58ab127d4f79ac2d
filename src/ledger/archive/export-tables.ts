import { createHash } from 'node:crypto';
import { canonicalJson } from '../../base/json.ts';
import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { orderOf, type TableShape } from '../../warehouse/table-shapes.ts';
import { textColumnOf } from './export-texts.ts';

/** Returns a query of the rows in a table's Parquet file, in their order. */
export function exportedRows(shape: TableShape): string {
  const text = textColumnOf(shape.name);
  const columns = shape.columns.filter(({ name }) => name !== text);
  return `select ${columns.map(({ name }) => identifier(name)).join(', ')} from ${identifier(shape.name)} order by ${orderOf(shape)}`;
}

/** Writes a table's Parquet file. Its bytes do not depend on the number of threads. */
export async function writeTable(
  database: Database,
  shape: TableShape,
  path: string,
): Promise<void> {
  await database.run(
    `copy (${exportedRows(shape)}) to ${quoted(path)} (format parquet, compression zstd)`,
  );
}

/**
 * Calculates the SHA-256 of a table's exported rows: each as canonical JSON (RFC 8785) with a line
 * feed; numbers, days and times as text. The hash does not depend on the Parquet format.
 */
export async function hashOfTable(
  database: Database,
  shape: TableShape,
): Promise<{ rows: string; sha256: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const rows of database.stream(exportedRows(shape))) {
    for (const row of rows) hash.update(`${canonicalJson(asTexts(row))}\n`);
    count += rows.length;
  }
  return { rows: String(count), sha256: hash.digest('hex') };
}

function asTexts(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );
}
