import type { Catalog } from '../analyst/help/catalog.ts';
import type { streamedFormats } from '../analyst/results/formats.ts';
import type { Limits } from '../analyst/sandbox/limits.ts';
import type { QueryOptions, QueryResult } from '../analyst/sandbox/sql-sandbox.ts';
import type { Target } from '../exports/destination.ts';
import type { Room } from '../terminal/table.ts';

/** Memory and time that one query may take. */
export type SqlLimits = Omit<Limits, 'threads'>;

/** Format of a query's result. */
export type SqlFormat = 'table' | 'parquet' | keyof typeof streamedFormats;

/** A query to answer. */
export interface SqlRequest extends SqlLimits {
  sql: string;
  /** Values of `$name` in the query. */
  parameters: Record<string, string>;
  format: SqlFormat;
  /** Most rows of the result; undefined = all, or 1000 of a table. */
  rows: number | undefined;
  /** Place of a table: the terminal, or one without end. */
  room: Room;
  target: Target;
}

/** Result of a query that was written to its target. */
export interface SqlAnswer {
  rows: bigint;
  /** Remarks below a table, such as columns that do not fit. */
  notes: string[];
}

/** An open sandbox that answers one query after the other. */
export interface SqlSession {
  query(sql: string, options: QueryOptions): Promise<QueryResult>;
  readCatalog(): Promise<Catalog>;
  close(): Promise<void>;
}
