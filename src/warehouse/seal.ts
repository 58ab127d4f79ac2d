import { z } from 'zod';
import { canonicalJson } from '../base/json.ts';
import { type Database, identifier, quoted } from '../duckdb/duckdb.ts';
import { type TableShape, tableShapes } from './table-shapes.ts';

/** Key of the seal in the table `meta`. */
const sealKey = 'seal';

/**
 * SQL that marks the seal as open, while a command writes. It stays open if the command is stopped.
 */
export const openSeal = `insert or replace into meta values ('${sealKey}', 'open');`;

/** Columns of large texts that are left out: their row has a hash of its own. */
const hashedColumns: Readonly<Record<string, string>> = {
  invoices: 'document',
  facts: 'content',
  reports: 'content',
};

/**
 * Row hashes by table, and the DuckDB version that calculated them: another one may hash in another
 * way.
 */
const sealSchema = z.strictObject({ duckdb: z.string(), tables: z.record(z.string(), z.string()) });

/** A table whose rows changed after the last command. */
export interface BrokenSeal {
  table: string;
  expected: string;
  found: string;
}

/**
 * Stores a hash of the rows of every table, to notice later changes. It covers all tables and columns
 * without naming them.
 */
export async function sealWarehouse(database: Database): Promise<void> {
  const seal = { duckdb: await versionOf(database), tables: await rowHashes(database) };
  const value = canonicalJson(seal);
  await database.run(`insert or replace into meta values ('${sealKey}', $value)`, { value });
}

/**
 * Compares every table with the seal.
 *
 * @returns Undefined if there is no seal to compare with: a command was stopped, an older imbill wrote
 *   the warehouse, or another DuckDB version sealed it.
 */
export async function brokenSeals(database: Database): Promise<BrokenSeal[] | undefined> {
  const [row] = await database.rows<{ value: string }>(
    `select value from meta where key = '${sealKey}'`,
  );
  if (row?.value === 'open') return undefined;
  const seal = parsed(row?.value);
  if (seal === undefined)
    return [{ table: 'meta', expected: 'a seal', found: row?.value ?? 'nothing' }];
  if (seal.duckdb !== (await versionOf(database))) return undefined;
  const sealed = seal.tables;
  const found = await rowHashes(database);
  const tables = [...new Set([...Object.keys(sealed), ...Object.keys(found)])].toSorted();
  return tables
    .filter((table) => sealed[table] !== found[table])
    .map((table) => ({
      table,
      expected: sealed[table] ?? 'nothing',
      found: found[table] ?? 'nothing',
    }));
}

function parsed(value: string | undefined): z.infer<typeof sealSchema> | undefined {
  try {
    return sealSchema.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}

async function versionOf(database: Database): Promise<string> {
  const { version } = await database.one<{ version: string }>('select version() as version');
  return version;
}

/** Calculates the number of rows of each table, and a hash that does not depend on their order. */
async function rowHashes(database: Database): Promise<Record<string, string>> {
  const shapes = await tableShapes(database);
  const rows = await database.rows<Record<'name' | 'hash', string>>(
    shapes.map(hashSql).join(' union all '),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

function hashSql({ name, columns }: TableShape): string {
  const hashed = columns.filter((column) => column.name !== hashedColumns[name]);
  const values = hashed.map((column) => identifier(column.name));
  const condition = name === 'meta' ? `where key <> '${sealKey}'` : '';
  return `select ${quoted(name)} as name,
      count(*) || ' rows, ' || coalesce(sum(hash(${values.join(', ')})), 0) as hash
    from ${identifier(name)} ${condition}`;
}
