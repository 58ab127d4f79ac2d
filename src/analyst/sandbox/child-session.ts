import type { DuckDBDataChunk } from '@duckdb/node-api';
import { type Database, identifier, quoted } from '../../duckdb/duckdb.ts';
import { checkSelect, RefusedQuery } from '../../duckdb/safe-select.ts';
import { withoutLastSemicolon } from '../../duckdb/sql-text.ts';
import type { StreamedResult } from '../../duckdb/streamed-result.ts';
import { type ColumnType, columnTypeOf } from './column-type.ts';
import { openLocked } from './locked-database.ts';
import { checkParameters } from './parameters.ts';
import { exactParquetType } from './parquet-type.ts';
import { plainValues } from './plain-value.ts';
import type { Answer, Chunk, Failure, Request, ResultColumn } from './protocol.ts';

interface OpenResult {
  id: number;
  streamed: StreamedResult;
  convert: ReturnType<typeof plainValues>[];
}

/** A locked connection with the result that is being read. */
export class ChildSession {
  readonly #answer: (message: Answer) => void;
  #database: Database | undefined;
  #open: OpenResult | undefined;
  #runningId = 0;

  constructor(answer: (message: Answer) => void) {
    this.#answer = answer;
  }

  /** Answers one request; never throws. */
  async handle(request: Request): Promise<void> {
    const id = 'id' in request ? request.id : 0;
    this.#runningId = id;
    try {
      this.#answer(await this.#answerTo(request));
    } catch (error) {
      await this.#closeResult().catch(() => undefined);
      const failure = failureOf(error);
      // A snapshot that does not open is no fault of the query.
      const reason = request.kind === 'open' ? 'internal' : failure.reason;
      this.#answer({ kind: 'failed', id, failure: { ...failure, reason } });
    } finally {
      this.#runningId = 0;
    }
  }

  /** Stops the query of this id if it still runs. */
  interrupt(id: number): void {
    if (id === this.#runningId) this.#database?.interrupt();
  }

  async #answerTo(request: Request): Promise<Answer> {
    switch (request.kind) {
      case 'open':
        this.#database = await openLocked(request.settings);
        return { kind: 'ready' };
      case 'query':
        return { kind: 'columns', id: request.id, columns: await this.#start(request) };
      case 'copy':
        return { kind: 'end', id: request.id, rows: await this.#copy(request) };
      case 'next': {
        const chunk = await this.#open?.streamed.next();
        if (!chunk) return this.#finish(request.id);
        return { kind: 'chunk', id: request.id, chunk: plainChunk(chunk, this.#open!.convert) };
      }
      default:
        return this.#finish(request.id);
    }
  }

  async #finish(id: number): Promise<Answer> {
    await this.#closeResult();
    return { kind: 'end', id, rows: '' };
  }

  async #closeResult(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.streamed.close();
  }

  async #start({ id, sql, parameters }: Request & { kind: 'query' }): Promise<ResultColumn[]> {
    const database = await this.#check(sql, parameters);
    const streamed = await database.streamValues(sql, parameters);
    const { result } = streamed;
    const types = result.columnTypes().map(columnTypeOf);
    this.#open = { id, streamed, convert: types.map(plainValues) };
    types.forEach(checkNames);
    return result.deduplicatedColumnNames().map((name, index) => ({ name, type: types[index]! }));
  }

  /** Writes a result as Parquet, by DuckDB itself, into the only writable file. */
  async #copy({ sql, parameters, file }: Request & { kind: 'copy' }): Promise<string> {
    const database = await this.#check(sql, parameters);
    // The bracket is on a line of its own: a comment at the query's end would hide it.
    const query = await exactQuery(database, `(${withoutLastSemicolon(sql)}\n)`, parameters);
    const copy = `copy ${query} to ${quoted(file)} (format parquet, compression zstd, use_tmp_file false)`;
    const { Count } = await database.one<{ Count: bigint }>(copy, parameters).catch(refuseTooLong);
    return String(Count);
  }

  async #check(sql: string, parameters: Record<string, string>): Promise<Database> {
    const database = this.#database;
    if (!database) throw new Error('The sandbox is not open.');
    // The one who stopped the query before may not know that it had begun.
    await this.#closeResult();
    await checkSelect(database, sql);
    const prepared = await database.prepared(sql);
    if (!prepared.isSelect) throw new RefusedQuery('This is not one query that only reads.');
    checkParameters(prepared.parameters, parameters);
    return database;
  }
}

/** Wraps a query if Parquet would not store each of its values exactly. */
async function exactQuery(
  database: Database,
  query: string,
  parameters: Record<string, string>,
): Promise<string> {
  const empty = await database.streamValues(`select * from ${query} limit 0`, parameters);
  const types = empty.result.columnTypes().map(columnTypeOf);
  const names = empty.result.deduplicatedColumnNames();
  await empty.close();
  const exact = types.map(exactParquetType);
  if (exact.every((type) => type === undefined)) return query;
  const columns = names.map((name, index) => {
    const type = exact[index];
    const value = `#${index + 1}`;
    return `${type === undefined ? value : `cast(${value} as ${type})`} as ${identifier(name)}`;
  });
  return `(select ${columns.join(', ')} from ${query})`;
}

function refuseTooLong(error: Error): never {
  if (/^Conversion Error: Could not cast value -?\d{39}\d* to DECIMAL\(38,0\)/.test(error.message))
    throw new RefusedQuery(
      'A whole number of the result has more than 38 digits, which Parquet cannot hold.\nMake it text in the query, cast(… as varchar), or choose another format, such as --format csv.',
    );
  throw error;
}

/** Refuses structs whose fields have no names of their own: the binding makes objects of them. */
function checkNames({ name, kind, children = [] }: ColumnType): void {
  const names = children.map((field) => field.name);
  const isAmbiguous = new Set(names).size < names.length || names.includes('__proto__');
  if (kind === 'STRUCT' && isAmbiguous) {
    throw new RefusedQuery(
      `A result of the type ${name} has fields without names of their own.\nName them: {'first': 1, 'second': 2} instead of row(1, 2)`,
    );
  }
  for (const { type } of children) checkNames(type);
}

function plainChunk(chunk: DuckDBDataChunk, convert: OpenResult['convert']): Chunk {
  return {
    rows: chunk.rowCount,
    columns: convert.map((plain, index) => chunk.getColumnValues(index).map(plain)),
  };
}

function failureOf(error: unknown): Failure {
  const { message, name } = error as Error;
  if (name === 'RefusedQuery') return { reason: 'query', message };
  if (/^Out of Memory Error/.test(message) || error instanceof RangeError)
    return { reason: 'memory', message };
  if (/^(INTERNAL|FATAL) Error/.test(message) || !/^[A-Z][A-Za-z ]* Error: /.test(message))
    return { reason: 'internal', message };
  return { reason: 'query', message };
}
