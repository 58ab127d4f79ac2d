import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, identifier } from '../../duckdb/duckdb.ts';
import { parquetRows } from '../../duckdb/file-rows.ts';
import { createTable } from '../../warehouse/table-shapes.ts';
import type { ExportedTable } from './export-format.ts';
import { hashOfTable } from './export-tables.ts';
import { isIntact, packedText, textColumnOf, textKeysOf, textsOf } from './export-texts.ts';

/**
 * Creates a table of an export with its rows and texts, and compares both with their hashes.
 *
 * @returns One sentence for each difference.
 * @throws {Error} From DuckDB, if the rows do not fit the table.
 */
export async function restoreTable(
  database: Database,
  folder: string,
  table: ExportedTable,
): Promise<string[]> {
  const path = join(folder, 'tables', `${table.name}.parquet`);
  const rows = parquetRows(path);
  await createTable(database, table);
  const problems = await insertRows(database, folder, table, rows);
  const found = await hashOfTable(database, table);
  if (found.rows !== table.rows)
    problems.push(`the table ${table.name} has ${found.rows} rows, not ${table.rows}`);
  else if (found.sha256 !== table.sha256)
    problems.push(`the rows of the table ${table.name} are altered: their SHA-256 differs`);
  return problems;
}

async function insertRows(
  database: Database,
  folder: string,
  { name }: ExportedTable,
  rows: string,
): Promise<string[]> {
  const column = textColumnOf(name);
  const into = `insert into ${identifier(name)} by name`;
  if (column === undefined) {
    await database.run(`${into} select * from ${rows}`);
    return [];
  }
  const { keys, problems } = await readTexts(database, folder, name, rows);
  await database.run(
    `${into} select given.*, texts.text as ${identifier(column)}
     from ${rows} as given inner join texts using (${keys.join(', ')})`,
  );
  await database.run('drop table texts');
  return problems;
}

/** Reads the texts of a table's rows into a temporary table. */
async function readTexts(
  database: Database,
  folder: string,
  name: string,
  rows: string,
): Promise<{ keys: readonly string[]; problems: string[] }> {
  const texts = await textsOf(database, name, rows);
  const keys = textKeysOf(name);
  const columns = [...keys, 'text'];
  await database.run(
    `create temp table texts (${columns.map((column) => `${column} varchar`).join(', ')})`,
  );
  const problems: string[] = [];
  for (const one of texts) {
    const text = await readFile(join(folder, one.path)).catch(() => undefined);
    if (text === undefined) problems.push(`${one.path} is missing`);
    else if (!isIntact(one, text))
      problems.push(`${one.path} has another hash than the table ${name} says`);
    else
      await database.run(
        `insert into texts values (${columns.map((column) => `$${column}`).join(', ')})`,
        { ...one.key, text: packedText(one, text) },
      );
  }
  return { keys, problems };
}
