import { sha256Of } from '../../base/sha256.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { packBytes, unpackBytes } from '../stored-reports.ts';

/** A text of the ledger that is a file of an export. */
export interface LedgerText {
  table: string;
  /** Key of its row. */
  key: Readonly<Record<string, string>>;
  path: string;
  /** Hash that the ledger has of it; absent if it has none. */
  sha256?: string;
}

interface TextTable {
  table: string;
  column: string;
  keys: readonly string[];
  hasHash: boolean;
  pathOf(key: Record<string, string>): string;
  isPacked?: true;
}

const textTables: readonly TextTable[] = [
  {
    table: 'invoices',
    column: 'document',
    keys: ['number'],
    hasHash: true,
    pathOf: ({ number }) => `documents/${fileName(number!)}.json`,
  },
  {
    table: 'facts',
    column: 'content',
    keys: ['sha256'],
    hasHash: true,
    pathOf: ({ sha256 }) => `facts/${sha256!.slice(0, 2)}/${sha256}.json`,
  },
  {
    table: 'reports',
    column: 'content',
    keys: ['number', 'name'],
    hasHash: true,
    pathOf: ({ number, name }) => `reports/${fileName(number!)}/${fileName(name!)}`,
    isPacked: true,
  },
  {
    table: 'summaries',
    column: 'document',
    keys: ['month'],
    hasHash: false,
    pathOf: ({ month }) => `summaries/${fileName(month!)}.json`,
  },
];

/** Returns the column of a table whose texts are files of an export. */
export function textColumnOf(table: string): string | undefined {
  return textTables.find((one) => one.table === table)?.column;
}

/** Returns the key columns of a table with texts. */
export function textKeysOf(table: string): readonly string[] {
  return textTableOf(table).keys;
}

/** Lists all texts of the ledger, by table and key. */
export async function ledgerTexts(database: Database): Promise<LedgerText[]> {
  const texts: LedgerText[] = [];
  for (const { table } of textTables) texts.push(...(await textsOf(database, table, table)));
  return texts;
}

/**
 * Lists the texts of one table.
 *
 * @param relation SQL of the relation with keys and hashes.
 */
export async function textsOf(
  database: Database,
  table: string,
  relation: string,
): Promise<LedgerText[]> {
  const { keys, hasHash, pathOf } = textTableOf(table);
  const columns = [...new Set([...keys, ...(hasHash ? ['sha256'] : [])])];
  const rows = await database.rows<Record<string, string>>(
    `select ${columns.join(', ')} from ${relation} order by ${keys.join(', ')}`,
  );
  return rows.map((row) => {
    const key = Object.fromEntries(keys.map((name) => [name, row[name]!]));
    return { table, key, path: pathOf(key), ...(hasHash ? { sha256: row['sha256']! } : {}) };
  });
}

/** Reads a text, or the bytes of a report; undefined if they cannot be unpacked. */
export async function readStoredText(
  database: Database,
  { table, key }: LedgerText,
): Promise<string | Buffer | undefined> {
  const { column, keys, isPacked } = textTableOf(table);
  const { text } = await database.one<{ text: string }>(
    `select ${column} as text from ${table} where ${keys.map((name) => `${name} = $${name}`).join(' and ')}`,
    key,
  );
  return isPacked ? unpackBytes(text) : text;
}

/** Packs the content of a file as the warehouse stores it. */
export function packedText({ table }: LedgerText, content: Buffer): string {
  return textTableOf(table).isPacked ? packBytes(content) : content.toString('utf8');
}

/** Tells if a text still has its hash in the ledger. */
export function isIntact<Content extends string | Buffer>(
  { sha256 }: LedgerText,
  text: Content | undefined,
): text is Content {
  if (text === undefined) return false;
  return sha256 === undefined || sha256Of(text) === sha256;
}

function textTableOf(table: string): TextTable {
  return textTables.find((one) => one.table === table)!;
}

function fileName(text: string): string {
  return encodeURIComponent(text).replaceAll('*', '%2A').replace(/^\.+$/, '_');
}
