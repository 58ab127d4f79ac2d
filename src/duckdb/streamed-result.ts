import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';

/** A query, and what its connection is doing beside it. */
export interface StreamedQuery {
  sql: string;
  parameters?: Record<string, string | bigint | boolean | null> | undefined;
  /** Whether somebody has a transaction, in which the query then runs. */
  isInTransaction: boolean;
  /** Whether the query was told to stop. */
  wasInterrupted: () => boolean;
}

/**
 * A result that is computed while it is read.
 *
 * DuckDB's binding ends such a result in the same way whether it is complete or has failed on the
 * way. A failure also breaks the transaction, so each result has one, and whether it still holds at
 * the end says which it was.
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

  /** Throws what DuckDB throws before the first rows. No other query may run before the last row. */
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

  /** The next rows, or undefined after the last. Throws what DuckDB throws, also in the middle. */
  async next(): Promise<DuckDBDataChunk | undefined> {
    if (this.#isOver) return undefined;
    const chunk = await this.result.fetchChunk();
    if (chunk && chunk.rowCount > 0) return chunk;
    const hasFailed = !(await this.#transactionHolds());
    await this.close();
    if (hasFailed) throw await this.#failure();
    return undefined;
  }

  /** Gives up what is left, if anything is. */
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

  /** The binding does not say what the failure was; running it again without its rows does. */
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

/** An interruption may come as late as this, and would leave the transaction open. */
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
