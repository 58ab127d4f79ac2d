import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { RawColumn } from '../engines/arrow-table.ts';
import type { Cell, Database } from '../engines/duckdb.ts';
import { exitCodes, UserError } from '../errors.ts';
import { type Output, printJson } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { textTable } from './text-table.ts';

interface SqlOptions {
  workspace: string;
  json?: true;
  file?: string;
  arrow?: true;
}

/**
 * Answers one `select` from the published snapshot: a table, JSON rows, or an Arrow IPC file.
 *
 * @throws {UserError} (exit 2) If the query is missing, is no single select, or fails.
 */
export async function runSql(
  query: string | undefined,
  options: SqlOptions,
  output: Output,
): Promise<void> {
  const sql = await queryText(query, options);
  await withSnapshot(options.workspace, async (database) => {
    if (options.arrow) {
      const columns = await answer(database, sql, () => database.rawColumns(sql));
      output.result(await arrowFile(columns));
      return;
    }
    const table = await answer(database, sql, () => database.table(sql));
    if (options.json) {
      const rows = table.rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, jsonCell(cell)])),
      );
      printJson(output, { columns: table.columns, types: table.types, rows });
      return;
    }
    const columns = table.columns.map((title, index) => ({
      title,
      isNumber: /INT|DECIMAL|DOUBLE|FLOAT/.test(table.types[index] ?? ''),
    }));
    const rows = table.rows.map((row) => table.columns.map((name) => String(row[name] ?? 'NULL')));
    output.result(textTable(columns, rows));
    output.say(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}\n`);
  });
}

/** Loaded only when asked for: the package is large. */
async function arrowFile(columns: readonly RawColumn[]): Promise<Uint8Array> {
  const [{ tableToIPC }, { arrowTable }] = await Promise.all([
    import('apache-arrow'),
    import('../engines/arrow-table.ts'),
  ]);
  try {
    return tableToIPC(arrowTable(columns), 'file');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError(error.message, exitCodes.wrongUsage, { cause: error });
  }
}

async function answer<T>(database: Database, sql: string, read: () => Promise<T>): Promise<T> {
  try {
    if (await database.isSingleSelect(sql)) return await read();
  } catch (error) {
    throw new UserError((error as Error).message, exitCodes.wrongUsage, { cause: error });
  }
  throw new UserError(
    'This is not one query that only reads.\nAccepted: one select (or with … select, describe, show tables).',
    exitCodes.wrongUsage,
  );
}

async function queryText(query: string | undefined, { file }: SqlOptions): Promise<string> {
  if (query !== undefined && file !== undefined) {
    throw new UserError(
      'A query and a file were given.\nAccepted: one of them.',
      exitCodes.wrongUsage,
    );
  }
  const sql = query ?? (file === undefined ? await typedText() : await fileText(file));
  if (sql.trim() !== '') return sql;
  throw new UserError(
    'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
    exitCodes.wrongUsage,
  );
}

async function typedText(): Promise<string> {
  return process.stdin.isTTY ? '' : readAll(process.stdin);
}

function fileText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      `${file}: the file cannot be read (${cause.code}).\nName a file with a query.`,
      exitCodes.wrongUsage,
      { cause },
    );
  });
}

/** Integers that JSON readers keep exactly are numbers; everything else exact is text. */
function jsonCell(cell: Cell): unknown {
  if (typeof cell !== 'bigint') return cell;
  return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
}
