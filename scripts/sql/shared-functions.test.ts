import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { sharedFunctions } from './shared-functions.ts';
import { sparkSyntaxErrors } from './spark-grammar.ts';

const ordered = 'over (order by n nulls last rows between unbounded preceding and current row)';

/** A call of each, and its value over the rows n = 1 and 2 of which the first is shown. */
const examples: Record<string, [call: string, value: string]> = {
  abs: ['abs(n - 2)', '1'],
  bit_or: ['bit_or(n) over ()', '3'],
  bool_and: ['bool_and(n > 1) over ()', 'false'],
  bool_or: ['bool_or(n > 1) over ()', 'true'],
  cast: ['cast(n as decimal(38, 2))', '1.00'],
  coalesce: ['coalesce(null, n)', '1'],
  count: ['count(*) over ()', '2'],
  date_trunc: ["cast(date_trunc('month', day) as date)", '2024-02-01'],
  day: ['day(day)', '10'],
  dense_rank: ['dense_rank() over (order by n desc nulls last)', '2'],
  extract: ['extract(year from day)', '2024'],
  first_value: [`first_value(n) ${ordered}`, '1'],
  greatest: ['greatest(n, null, 3)', '3'],
  lag: ['lag(n, 1, 9) over (order by n nulls last)', '9'],
  last_day: ['last_day(day)', '2024-02-29'],
  last_value: [`last_value(n) ${ordered}`, '1'],
  lead: ['lead(n) over (order by n nulls last)', '2'],
  least: ['least(n, null, 3)', '1'],
  length: ["length('é用户')", '3'],
  max: ['max(n) over ()', '2'],
  min: ['min(n) over ()', '1'],
  month: ['month(day)', '2'],
  nullif: ['coalesce(nullif(n, 1), 7)', '7'],
  rank: ['rank() over (order by n desc nulls last)', '2'],
  replace: ["replace('a.b', '.', '-')", 'a-b'],
  row_number: ['row_number() over (order by n desc nulls last)', '2'],
  shiftleft: ['shiftleft(1, 30)', '1073741824'],
  substring: ["substring('abc', 2, 1)", 'b'],
  sum: [`cast(sum(n) ${ordered} as bigint)`, '1'],
  trim: ["trim(' a ')", 'a'],
  year: ['year(day)', '2024'],
};

describe('sharedFunctions', () => {
  it('each has an example here', () => {
    expect(Object.keys(examples).sort()).toEqual([...sharedFunctions].sort());
  });

  it.each(Object.entries(examples))(
    '%s is known to DuckDB and to the grammar of Spark',
    async (name, [call, value]) => {
      expect(call).toContain(`${name}(`);
      const sql = `select cast(${call} as string) as value from numbers order by n nulls last`;
      expect(sparkSyntaxErrors(sql)).toEqual([]);
      const connection = await (await DuckDBInstance.create()).connect();
      await connection.run(currentSql().macros);
      await connection.run(
        "create table numbers as select *, date '2024-02-10' as day from (values (1), (2)) t (n)",
      );
      const rows = (await connection.runAndReadAll(sql)).getRows();
      connection.closeSync();
      expect(rows[0]).toEqual([value]);
    },
  );
});
