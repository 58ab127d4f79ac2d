import { describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { slotsOf } from './parquet-slots.ts';

describe('slotsOf', () => {
  it.each([
    ['7', 'INTEGER', [1]],
    ['[1, 2, null]', 'INTEGER[]', [3]],
    ['[]::integer[]', 'INTEGER[]', [1]],
    ['null::integer[]', 'INTEGER[]', [1]],
    // [[1, 2], [], null] is written as 1, 2, nothing, nothing.
    ['[[1, 2], [], null]', 'INTEGER[][]', [4]],
    ["{'a': 1, 'b': ['x', 'y']}", 'STRUCT(a INTEGER, b VARCHAR[])', [1, 2]],
    ['null::struct(a integer, b varchar[])', 'STRUCT(a INTEGER, b VARCHAR[])', [1, 1]],
    [`{'a, (b': [1.5], 'c "d"': 2}`, `STRUCT("a, (b" DECIMAL(2,1)[], "c ""d""" INTEGER)`, [1, 1]],
    ["map {'k': [1, 2], 'j': []}", 'MAP(VARCHAR, INTEGER[])', [2, 3]],
    ["[{'a': [1, 2]}, {'a': null}]", 'STRUCT(a INTEGER[])[]', [3]],
  ])('counts the values of %s', async (value, type, slots) => {
    const database = await Database.open({ threads: 1 });
    try {
      const { described, ...found } = await database.one(
        `select typeof(v) as described, ${slotsOf('v', type)
          .map((sql, index) => `${sql} as n${index}`)
          .join(', ')} from (select ${value} as v)`,
      );
      expect(described).toBe(type);
      expect(Object.values(found)).toEqual(slots.map(BigInt));
    } finally {
      database.close();
    }
  });
});
