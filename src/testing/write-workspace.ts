import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { Database, identifier, quoted } from '../duckdb/duckdb.ts';
import { tempFolder } from './temp-folder.ts';

/** A workspace as small texts. Absent texts have defaults that fit most tests. */
export interface WorkspaceTexts {
  /** Text of imbill.yaml. */
  settings?: string;
  /** Rows without the header: customer_id, name, app_id. */
  customers?: readonly string[];
  /** Rows without the header: order_id, app_id, sku, purchased_at, months. */
  purchases?: readonly string[];
  /** Rows without the header: app_id, from, extra_months. */
  roaming?: readonly string[];
  /** Further files: path below the workspace → content. */
  files?: Record<string, FileContent>;
}

/**
 * Content of a file: bytes as they are, or text that is packed by the name. `.gz` is gzipped; `.parquet` is a table of
 * texts, read from the text as CSV.
 */
export type FileContent = string | Uint8Array;

/** Sources of all four kinds, each in a folder of logs/ of its name. */
export const defaultSources = `sources:
  logins: { files: "logs/logins/**/*" }
  bandwidth: { files: "logs/bandwidth/**/*" }
  groups: { files: "logs/groups/**/*" }
  daily: { files: "logs/daily/**/*" }
`;

/** Settings with all sources, billed by the price page of 2018-12-27. */
export const defaultSettings = `price_list: tencent-im\n${defaultSources}`;

/** Headers of the canonical columns that tests use most. */
export const headers = {
  logins: 'time,app_id,user_id',
  bandwidth: 'time,app_id,mbps',
  groups: 'time,app_id,group_id,event',
} as const;

/**
 * Writes a workspace into a new folder.
 *
 * @returns The folder.
 */
export async function writeWorkspace(texts: WorkspaceTexts = {}): Promise<string> {
  const folder = await tempFolder();
  await writeFiles(folder, {
    'imbill.yaml': texts.settings ?? defaultSettings,
    'accounts/customers.csv': csv('customer_id,name,app_id', texts.customers ?? ['acme,Acme,a1']),
    'accounts/purchases.csv': csv('order_id,app_id,sku,purchased_at,months', texts.purchases ?? []),
    'accounts/roaming.csv': csv('app_id,from,extra_months', texts.roaming ?? []),
    ...texts.files,
  });
  return folder;
}

/** Writes files below a folder, packed by their names. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, FileContent>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof content === 'string' && name.endsWith('.parquet')) await writeParquet(path, content);
    else await writeFile(path, pack(name, content));
  }
}

/** Builds the CSV text of rows under a header. */
export function csv(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join('\n')}\n`;
}

function pack(name: string, content: FileContent): FileContent {
  return typeof content === 'string' && name.endsWith('.gz') ? gzipSync(content) : content;
}

async function writeParquet(path: string, csvText: string): Promise<void> {
  const [names = [], ...rows] = parse(csvText) as string[][];
  const values = rows.map((row) => `(${row.map(quoted).join(', ')})`).join(', ');
  const columns = names.map(identifier).join(', ');
  const database = await Database.open();
  try {
    await database.run(
      `copy (select * from (values ${values}) as rows (${columns})) to ${quoted(path)} (format parquet)`,
    );
  } finally {
    database.close();
  }
}
