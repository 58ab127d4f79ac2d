import { Database } from '../../../duckdb/duckdb.ts';
import { columnTypeOf } from '../../sandbox/column-type.ts';
import { plainValues } from '../../sandbox/plain-value.ts';
import type { Chunk, QueryResult, ResultColumn } from '../../sandbox/sql-sandbox.ts';
import type { Bytes, Format } from '../format.ts';

/** Runs a query in this process, with a result like the sandbox's. */
export async function resultOf(sql: string): Promise<QueryResult> {
  const database = await Database.open({ threads: 1 });
  const streamed = await database.streamValues(sql);
  const { result } = streamed;
  const types = result.columnTypes().map(columnTypeOf);
  const columns: ResultColumn[] = result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: types[index]! }));
  async function* chunks(): AsyncGenerator<Chunk, void, undefined> {
    try {
      for (let chunk = await streamed.next(); chunk; chunk = await streamed.next()) {
        const { rowCount: rows } = chunk;
        const read = chunk;
        const columns = types.map((type, index) =>
          read.getColumnValues(index).map(plainValues(type)),
        );
        yield { rows, columns };
      }
    } finally {
      database.close();
    }
  }
  return { columns, chunks: chunks() };
}

/** Writes a whole result and returns its bytes. */
export async function written(format: Format, sql: string): Promise<Buffer> {
  const { columns, chunks } = await resultOf(sql);
  const pieces: Bytes[] = [format.begin(columns)];
  for await (const chunk of chunks) pieces.push(format.rows(chunk));
  pieces.push(format.end());
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array)));
}
