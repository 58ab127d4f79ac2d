import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';

/** A way to write a result: a beginning, one piece a chunk of rows, an end. */
export interface Format {
  begin(columns: readonly ResultColumn[]): Bytes;
  rows(chunk: Chunk): Bytes;
  end(): Bytes;
}

/** Text or bytes; empty for nothing. */
export type Bytes = string | Uint8Array;

/** Returns the values of each row, made by the function of their column. */
export function* rowsOf<T>(
  { rows, columns }: Chunk,
  convert: readonly ((value: Chunk['columns'][number][number]) => T)[],
): Generator<T[]> {
  for (let row = 0; row < rows; row++) {
    yield convert.map((cell, index) => cell(columns[index]![row] ?? null));
  }
}
