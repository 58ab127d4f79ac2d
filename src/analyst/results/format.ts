import type { Chunk, ResultColumn } from '../sandbox/sql-sandbox.ts';

/** A result as it is written: a beginning, one piece for every chunk of rows, an end. */
export interface Format {
  begin(columns: readonly ResultColumn[]): Bytes;
  rows(chunk: Chunk): Bytes;
  end(): Bytes;
}

/** Text, or the bytes of a binary format; empty for nothing. */
export type Bytes = string | Uint8Array;

/** Of each row, its values in the order of the columns, each made by its column's function. */
export function* rowsOf<T>(
  { rows, columns }: Chunk,
  convert: readonly ((value: Chunk['columns'][number][number]) => T)[],
): Generator<T[]> {
  for (let row = 0; row < rows; row++) {
    yield convert.map((cell, index) => cell(columns[index]![row] ?? null));
  }
}
