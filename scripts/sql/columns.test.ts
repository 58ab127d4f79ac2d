import { describe, expect, it } from 'vitest';
import { columnsOf } from './columns.ts';

describe('columnsOf', () => {
  it('follows stars to the tables above, and names columns by alias or last word', () => {
    const sql = `
      with a as (select t.app_id, count(*) as n, case when x then (1, 2) end as y from t join u on b),
      b as (select * from a union all select * from c),
      d as (select *, extract(day from z) as day from b)
      select * from d`;
    expect(columnsOf(sql)).toEqual(['app_id', 'n', 'y', 'day']);
  });

  it.each([
    'select * from t',
    'with a as (select b from t) select * from a join t on c',
    'with a as (select *, b from t) select * from a',
    'select 1',
  ])('does not guess the columns of %j', (sql) => {
    expect(columnsOf(sql)).toBeUndefined();
  });
});
