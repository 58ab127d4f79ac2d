import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { Cell, Database } from '../engines/duckdb.ts';
import { exitCodes, UserError } from '../errors.ts';
import { type Output, printJson } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { textTable } from './text-table.ts';

interface SqlOptions {
  workspace: string;
  json?: true;
  file?: string;
}

/**
 * Answers one `select` from the published snapshot: a table, or JSON rows.
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
    const table = await answer(database, sql);
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

async function answer(database: Database, sql: string) {
  try {
    if (await database.isSingleSelect(sql)) return await database.table(sql);
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
  if (query !== undefined) return query;
  if (file !== undefined) {
    return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new UserError(
        `${file}: the file cannot be read (${cause.code}).\nName a file with a query.`,
        exitCodes.wrongUsage,
        { cause },
      );
    });
  }
  const typed = process.stdin.isTTY ? '' : await readAll(process.stdin);
  if (typed.trim() !== '') return typed;
  throw new UserError(
    'There is no query.\nGive it as an argument, with -f FILE, or on standard input: imbill sql "show tables"',
    exitCodes.wrongUsage,
  );
}

/** Integers that JSON readers keep exactly are numbers; everything else exact is text. */
function jsonCell(cell: Cell): unknown {
  if (typeof cell !== 'bigint') return cell;
  return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell);
}
