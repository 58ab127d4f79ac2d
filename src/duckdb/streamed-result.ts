import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';

/** Query, and the state of its connection. */
export interface StreamedQuery {
  sql: string;
  parameters?: Record<string, string | bigint | boolean | null> | undefined;
  /** True if the query runs in a transaction that the caller began. */
  isInTransaction: boolean;
  /** Tells whether the query was interrupted. */
  wasInterrupted: () => boolean;
}

/**
 * Result that is computed while it is read.
 *
 * DuckDB's binding ends a complete result and a failed one in the same way. A failure also breaks the transaction. So
 * each result has a transaction, and the result is complete if the transaction still works at the end.
 */
export class StreamedResult {
  readonly #connection: DuckDBConnection;
  readonly #query: StreamedQuery;
  readonly result: DuckDBResult;
  #isOver = false;

  private constructor(connection: DuckDBConnection, query: StreamedQuery, result: DuckDBResult) {
    this.#connection = connection;
    this.#query = query;
    this.result = result;
  }

  /** Starts the query. Throws DuckDB's error if it fails before the first rows. No other query may run until it ends. */
  static async begin(connection: DuckDBConnection, query: StreamedQuery): Promise<StreamedResult> {
    try {
      if (!query.isInTransaction) await connection.run('begin transaction');
      const result = await connection.stream(query.sql, query.parameters);
      return new StreamedResult(connection, query, result);
    } catch (error) {
      if (!query.isInTransaction) await endTransaction(connection);
      throw error;
    }
  }

  /** Returns the next rows, or undefined after the last. Throws DuckDB's error, also in the middle. */
  async next(): Promise<DuckDBDataChunk | undefined> {
    if (this.#isOver) return undefined;
    const chunk = await this.result.fetchChunk();
    if (chunk && chunk.rowCount > 0) return chunk;
    const hasFailed = !(await this.#transactionHolds());
    await this.close();
    if (hasFailed) throw await this.#failure();
    return undefined;
  }

  /** Discards the rest of the result. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!this.#query.isInTransaction) await endTransaction(this.#connection);
  }

  async #transactionHolds(): Promise<boolean> {
    try {
      await this.#connection.run('select 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Runs the query again without its rows to get its error, which the binding does not tell. */
  async #failure(): Promise<Error> {
    const { sql, parameters, isInTransaction, wasInterrupted } = this.#query;
    if (wasInterrupted()) return new Error('INTERRUPT Error: Interrupted!');
    if (isInTransaction) return new Error('The result broke off before its end.');
    try {
      await this.#connection.run(`explain analyze\n${sql}`, parameters);
    } catch (error) {
      const { message } = error as Error;
      return new Error(message.replace(/^LINE (\d+):/m, (_, line) => `LINE ${line - 1}:`));
    }
    return new Error('The result broke off before its end, and a second run did not say why.');
  }
}

/** Rolls back, and tries again after an interruption, which would leave the transaction open. */
async function endTransaction(connection: DuckDBConnection): Promise<void> {
  for (;;) {
    try {
      await connection.run('rollback');
      return;
    } catch (error) {
      const { message } = error as Error;
      if (message.includes('no transaction is active')) return;
      if (!message.startsWith('INTERRUPT')) throw error;
    }
  }
}
