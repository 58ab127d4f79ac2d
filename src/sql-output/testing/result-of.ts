import { Database } from '../../engines/duckdb.ts';
import { columnTypeOf } from '../../sql-engine/column-type.ts';
import type { Chunk, QueryResult, ResultColumn } from '../../sql-engine/engine.ts';
import { plainValues } from '../../sql-engine/plain-value.ts';
import type { Bytes, Format } from '../format.ts';

/** A result as the engine gives it, from a database of this process. */
export async function resultOf(sql: string): Promise<QueryResult> {
  const database = await Database.open({ threads: 1 });
  const result = await database.streamValues(sql);
  const types = result.columnTypes().map(columnTypeOf);
  const columns: ResultColumn[] = result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: types[index]! }));
  async function* chunks(): AsyncGenerator<Chunk, void, undefined> {
    try {
      for await (const chunk of result) {
        if (chunk.rowCount === 0) continue;
        const values = types.map((type, index) =>
          chunk.getColumnValues(index).map(plainValues(type)),
        );
        yield { rows: chunk.rowCount, columns: values };
      }
    } finally {
      database.close();
    }
  }
  return { columns, chunks: chunks() };
}

/** The bytes of a whole result. */
export async function written(format: Format, sql: string): Promise<Buffer> {
  const { columns, chunks } = await resultOf(sql);
  const pieces: Bytes[] = [format.begin(columns)];
  for await (const chunk of chunks) pieces.push(format.rows(chunk));
  pieces.push(format.end());
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array)));
}
