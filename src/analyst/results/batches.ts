import type { Chunk } from '../sandbox/sql-sandbox.ts';

/**
 * Cuts rows into batches of one size, with a smaller one at the end. The chunks of DuckDB must not show in a file's
 * bytes.
 */
export async function* inBatches(
  chunks: AsyncIterable<Chunk>,
  size: number,
): AsyncGenerator<Chunk, void, undefined> {
  let held: Chunk | undefined;
  for await (const chunk of chunks) {
    held = held === undefined ? chunk : join(held, chunk);
    while (held.rows >= size) {
      yield part(held, 0, size);
      held = part(held, size, held.rows);
    }
  }
  if (held !== undefined && held.rows > 0) yield held;
}

/** Returns some rows of a chunk. */
export function part({ columns }: Chunk, from: number, to: number): Chunk {
  return { rows: to - from, columns: columns.map((values) => values.slice(from, to)) };
}

function join(before: Chunk, after: Chunk): Chunk {
  return {
    rows: before.rows + after.rows,
    columns: before.columns.map((values, index) => values.concat(after.columns[index]!)),
  };
}
