import { z } from 'zod';
import { canonicalJson } from '../base/json.ts';
import { type Database, identifier, quoted } from '../duckdb/duckdb.ts';
import { type TableShape, tableShapes } from './table-shapes.ts';

/** Key of the table `meta` under which the seal is kept. */
const sealKey = 'seal';

/** The seal of a warehouse that a command is writing, or was when it was stopped. */
export const openSeal = `insert or replace into meta values ('${sealKey}', 'open');`;

/** Columns with texts that have a hash in their row: they are compared with that, and are large. */
const hashedColumns: Readonly<Record<string, string>> = {
  ...{ invoices: 'document', facts: 'content', reports: 'content' },
};

/** By table, as the DuckDB that is named hashes rows; another one may hash them otherwise. */
const sealSchema = z.strictObject({ duckdb: z.string(), tables: z.record(z.string(), z.string()) });

/** A table whose rows are not as the last command left them. */
export interface BrokenSeal {
  table: string;
  expected: string;
  found: string;
}

/**
 * Keeps a hash of the rows of every table: what a command leaves is told from what was altered after
 * it. Columns and tables that come later are in it without being named.
 */
export async function sealWarehouse(database: Database): Promise<void> {
  const seal = { duckdb: await versionOf(database), tables: await rowHashes(database) };
  const value = canonicalJson(seal);
  await database.run(`insert or replace into meta values ('${sealKey}', $value)`, { value });
}

/**
 * Compares every table with the seal.
 *
 * @returns Undefined where there is none to compare with: a command was stopped before it ended,
 *   only an older imbill wrote the warehouse, or another DuckDB hashes rows otherwise.
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
      ...{ table, expected: sealed[table] ?? 'nothing', found: found[table] ?? 'nothing' },
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

/** By table: how many rows, and a hash of them that their order does not change. */
async function rowHashes(database: Database): Promise<Record<string, string>> {
  const shapes = await tableShapes(database);
  const rows = await database.rows<Record<'name' | 'hash', string>>(
    shapes.map(hashSql).join(' union all '),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

function hashSql({ name, columns }: TableShape): string {
  const kept = columns.filter((column) => column.name !== hashedColumns[name]);
  const values = kept.map((column) => identifier(column.name));
  const condition = name === 'meta' ? `where key <> '${sealKey}'` : '';
  return `select ${quoted(name)} as name,
      count(*) || ' rows, ' || coalesce(sum(hash(${values.join(', ')})), 0) as hash
    from ${identifier(name)} ${condition}`;
}
