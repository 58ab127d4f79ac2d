import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { StreamedResult } from './streamed-result.ts';

/** Exact value of a result: decimals, dates and timestamps are text, integers bigint. */
export type Cell = string | bigint | boolean | null;
export type Row = Record<string, Cell>;
export type Parameters = Record<string, string | bigint | boolean | null>;

export interface DatabaseOptions {
  /** File of the database, or `:memory:`. */
  path?: string;
  threads?: number;
  /** Memory limit such as `1GB`; DuckDB's own default if absent. */
  memoryLimit?: string | undefined;
  /** Folder to spill to; DuckDB does not spill if absent. */
  spillFolder?: string;
  readOnly?: boolean;
}

/**
 * DuckDB connection whose results depend on their input alone: it works in UTC, loads no extension and preserves the
 * order of insertion.
 */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #isInTransaction = false;
  #wasInterrupted = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens a database. Throws DuckDB's error, for example if another process has the file open. */
  static async open(options: DatabaseOptions = {}): Promise<Database> {
    const instance = await DuckDBInstance.create(options.path ?? ':memory:', settingsOf(options));
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    return new Database(instance, connection);
  }

  /** Runs statements that return no rows. */
  async run(sql: string, parameters?: Parameters): Promise<void> {
    await this.#connection.run(sql, parameters);
  }

  /** Returns all rows of a query. */
  async rows<T extends Row = Row>(sql: string, parameters?: Parameters): Promise<T[]> {
    return (await this.table(sql, parameters)).rows as T[];
  }

  /** Returns the row of a query that has exactly one. */
  async one<T extends Row = Row>(sql: string, parameters?: Parameters): Promise<T> {
    const rows = await this.rows<T>(sql, parameters);
    if (rows.length !== 1) throw new Error(`Expected one row, got ${rows.length}: ${sql}`);
    return rows[0] as T;
  }

  /** Returns column names in order, their types, and all rows. */
  async table(
    sql: string,
    parameters?: Parameters,
  ): Promise<{ columns: string[]; types: string[]; rows: Row[] }> {
    const result = await this.#connection.runAndReadAll(sql, parameters);
    const columns = result.deduplicatedColumnNames();
    const types = result.columnTypes().map(String);
    const rows = result
      .getRows()
      .map((row) =>
        Object.fromEntries(columns.map((name, index) => [name, toCell(row[index] ?? null)])),
      );
    return { columns, types, rows };
  }

  /** Yields all rows of a query, some at a time. No other query may run before the last row. */
  async *stream(sql: string): AsyncGenerator<Row[]> {
    const streamed = await this.streamValues(sql);
    const columns = streamed.result.deduplicatedColumnNames();
    try {
      for (let chunk = await streamed.next(); chunk; chunk = await streamed.next()) {
        yield chunk
          .getRows()
          .map((row) =>
            Object.fromEntries(columns.map((name, index) => [name, toCell(row[index] ?? null)])),
          );
      }
    } finally {
      await streamed.close();
    }
  }

  /** Starts a query whose result is computed while it is read, with DuckDB's own values. */
  streamValues(sql: string, parameters?: Parameters): Promise<StreamedResult> {
    this.#wasInterrupted = false;
    return StreamedResult.begin(this.#connection, {
      sql,
      parameters,
      isInTransaction: this.#isInTransaction,
      wasInterrupted: () => this.#wasInterrupted,
    });
  }

  /** Appends rows to a table whose columns are all text. */
  async append(table: string, rows: Iterable<readonly (string | null)[]>): Promise<void> {
    const appender = await this.#connection.createAppender(table);
    try {
      for (const row of rows) {
        for (const value of row)
          if (value === null) appender.appendNull();
          else appender.appendVarchar(value);
        appender.endRow();
      }
    } finally {
      appender.closeSync();
    }
  }

  /** Returns the memory limit of this instance, in bytes. */
  async memoryLimit(): Promise<number> {
    const { text } = await this.one<{ text: string }>(
      "select cast(current_setting('memory_limit') as varchar) as text",
    );
    const [, number = '', unit = ''] = /^([\d.]+) (\w+)$/.exec(text) ?? [];
    const bytes = Number(number) * 1024 ** ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'].indexOf(unit);
    if (!(bytes > 0)) throw new Error(`memory_limit is ${text}`);
    return bytes;
  }

  /** Runs `work` in one transaction, which is rolled back if it throws. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin transaction');
    this.#isInTransaction = true;
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (error) {
      await this.run('rollback').catch(() => undefined);
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** Counts the statements in `sql`. Throws an error with the position if it is no SQL. */
  async countStatements(sql: string): Promise<number> {
    try {
      return (await this.#connection.extractStatements(sql)).count;
    } catch (error) {
      const { message } = error as Error;
      throw new Error(message.replace(/^Failed to extract statements: /, ''), { cause: error });
    }
  }

  /** Prepares a single statement. Tells whether it only reads, and its parameters in order. */
  async prepared(sql: string): Promise<{ isSelect: boolean; parameters: string[] }> {
    const statement = await this.#connection.prepare(sql);
    try {
      const indices = Array.from({ length: statement.parameterCount }, (_, index) => index + 1);
      return {
        isSelect: statement.statementType === selectStatement,
        parameters: indices.map((index) => statement.parameterName(index)),
      };
    } finally {
      statement.destroySync();
    }
  }

  /** Stops the running query, which then throws. */
  interrupt(): void {
    this.#wasInterrupted = true;
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

const selectStatement = 1;

function settingsOf(options: DatabaseOptions): Record<string, string> {
  return {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    temp_directory: options.spillFolder ?? '',
    ...(options.threads ? { threads: String(options.threads) } : {}),
    ...(options.memoryLimit ? { memory_limit: options.memoryLimit } : {}),
    ...(options.readOnly ? { access_mode: 'READ_ONLY' } : {}),
  };
}

function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : String(value);
  if (value instanceof DuckDBTimestampTZValue)
    return toCell(new DuckDBTimestampValue(value.micros));
  if (value instanceof DuckDBTimestampValue) return `${String(value).replace(' ', 'T')}Z`;
  return String(value);
}

/** Tells whether a query failed because it reached the memory limit. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory Error');
}

/** Writes `text` as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Writes `name` as an SQL identifier, whatever characters it holds. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes texts as an SQL list. */
export function quotedList(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}
