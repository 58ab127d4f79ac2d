import { describe, expect, it } from 'vitest';
import { sparkSyntaxErrors } from './spark-grammar.ts';

describe('sparkSyntaxErrors', () => {
  it('accepts CTEs, windows, filters and parameters', () => {
    const sql = `
      with a as (
        select count(*) filter (where b) as c, lag(d) over (partition by e order by f nulls last) as g
        from h
        where i >= $month_start
      )
      select * from a`;
    expect(sparkSyntaxErrors(sql)).toEqual([]);
  });

  it.each([
    ['select a\nfrom t qualify row_number() over () = 1', 2],
    ['select * exclude (a) from t', 1],
    ['from t', 1],
    ['select [1, 2] from t', 1],
    ['with a as (select 1 as b,)\nselect * from a', 1],
  ])('does not accept %j', (sql, line) => {
    const [first] = sparkSyntaxErrors(sql);
    expect(first).toEqual({ line, message: expect.stringMatching(/^Spark: ./) });
  });
});
