import { describe, expect, it } from 'vitest';
import { compareRows } from './compare-rows.ts';

const row = (id: string, quantity: bigint | null) => [id, quantity];

describe('compareRows', () => {
  it('finds no difference between the same rows in another order', () => {
    const rows = [row('a', 1n), row('b', null), row('a', 1n)];
    expect(compareRows(rows, [...rows].reverse())).toEqual({ onlySpark: [], onlyDuckdb: [] });
  });

  it('finds rows of one side, and those that are there once more', () => {
    const difference = compareRows([row('a', 1n), row('a', 1n)], [row('a', 1n), row('a', null)]);
    expect(difference).toEqual({
      onlySpark: ['["a","1"]'],
      onlyDuckdb: ['["a",null]'],
    });
  });
});
