import { describe, expect, it } from 'vitest';
import type { Chunk } from '../sandbox/sql-sandbox.ts';
import { inBatches } from './batches.ts';

async function* cut(sizes: readonly number[]): AsyncGenerator<Chunk> {
  let next = 0;
  for (const rows of sizes) {
    const numbers = Array.from({ length: rows }, () => next++);
    yield { rows, columns: [numbers, numbers.map(String)] };
  }
}

async function batchesOf(sizes: readonly number[], size: number): Promise<Chunk[]> {
  const batches: Chunk[] = [];
  for await (const batch of inBatches(cut(sizes), size)) batches.push(batch);
  return batches;
}

describe('inBatches', () => {
  it('gives the same batches however the rows were cut', async () => {
    const expected = [
      {
        rows: 3,
        columns: [
          [0, 1, 2],
          ['0', '1', '2'],
        ],
      },
      {
        rows: 3,
        columns: [
          [3, 4, 5],
          ['3', '4', '5'],
        ],
      },
      { rows: 1, columns: [[6], ['6']] },
    ];
    for (const sizes of [[7], [1, 1, 1, 1, 1, 1, 1], [2, 5], [6, 1], [3, 3, 1], [0, 7, 0]])
      expect(await batchesOf(sizes, 3)).toEqual(expected);
  });

  it('gives none for no rows, and no empty one at the end', async () => {
    expect(await batchesOf([], 3)).toEqual([]);
    expect(await batchesOf([0], 3)).toEqual([]);
    expect((await batchesOf([6], 3)).map(({ rows }) => rows)).toEqual([3, 3]);
  });
});
