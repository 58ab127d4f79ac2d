import { describe, expect, it } from 'vitest';
import { unportable } from './portable.ts';

const messagesOf = (sql: string) => unportable(sql).map(({ message }) => message);

describe('unportable', () => {
  it('passes the example of a metric', () => {
    const sql = `
      -- avg(a / b) :: "c" qualify
      with daily as (
        select app_id, usage_date, count(distinct user_id) filter (where is_success) as quantity
        from stg_logins /* group by all */
        where platform in ('a / b', '"c"', 'avg(x)') and exists (select 1 from calendar_days)
        group by app_id, usage_date
      ),
      ranked as (
        select
          app_id,
          cast(date_trunc('month', usage_date) as date) as usage_month,
          cast(coalesce(sum(quantity), 0) as bigint) as total,
          cast(
            sum(quantity) over (
              partition by app_id
              order by usage_date asc nulls last
              rows between unbounded preceding and current row
            ) as decimal(38, 0)
          ) as running,
          row_number() over (order by quantity desc nulls last, usage_date nulls last) as place,
          cast(usage_date + interval 1 day as date) as next_date,
          coalesce(app_name, '') || '!' as label
        from daily
        where usage_date >= $month_start
        group by app_id
      )
      select * from ranked`;
    expect(messagesOf(sql)).toEqual([]);
  });

  it.each([
    ['select a / b from t', '/: a quotient is a double; hand over numerator and divisor'],
    ['select a // b from t', '//: a quotient differs; hand over numerator and divisor'],
    ['select a::bigint from t', '::: write cast(x as type)'],
    ['select a ^ 2 from t', '^: not among the operators that DuckDB and Spark share'],
    ['select a[1] from t', '[: lists differ; keep one row an element'],
    ["select {'a': 1} from t", '{: structs differ; keep one column a field'],
    ['select * from t;', ';: a file is one statement, without ;'],
    ['select "a" from t', '"a": quoted names differ; choose one that needs no quotes'],
    ['select `a` from t', '`a`: quoted names differ; choose one that needs no quotes'],
    ["select 'it''s' from t", "'it''s': Spark reads '' as two strings"],
    ['select $$a$$ from t', "$$a$$: quote with '"],
    ["select e'\\t' from t", "e'\\t': prefixed strings differ"],
    ['select 1e3 from t', '1e3: it is a binary floating-point number; use decimal(38, s)'],
  ])('finds the sign in %j', (sql, message) => {
    expect(messagesOf(sql)).toContain(message);
  });

  it.each([
    ['select a from t qualify place = 1', 'qualify: rank in a CTE and filter the next one'],
    ['select * exclude (a) from t', 'exclude: name the columns'],
    ['select * replace (1 as a) from t', '* replace: name the columns'],
    ['select a from t group by all', 'group by all: name the columns'],
    ['select a from t order by all', 'order by all: name the columns'],
    ['select distinct on (a) b from t', 'distinct on: rank with row_number() over (…) in a CTE'],
    ['pivot t on a', 'pivot: write max(case when … end)'],
    ['unpivot t on a', 'unpivot: write union all'],
    ['select * from t using sample 10', 'using sample: it picks rows at random'],
    ['select * from t tablesample (1)', 'tablesample: it picks rows at random'],
    ['select * from t semi join u on a = b', 'semi: write exists (…)'],
    ['select * from t ANTI JOIN u on a = b', 'anti: write not exists (…)'],
    ['select * from t asof join u on a = b', 'asof: only DuckDB has it'],
    ['select * from t positional join u', 'positional: only DuckDB has it'],
    [
      'select a from t union by name select a from u',
      'union by name: name the columns in the same order',
    ],
    [
      'select a from t union all by name select a from u',
      'union all by name: name the columns in the same order',
    ],
    ['select current_date from t', 'current_date: the clock is handed in, never read'],
  ])('finds the word in %j', (sql, message) => {
    expect(messagesOf(sql)).toContain(message);
  });

  it.each(['double', 'float', 'real', 'float8'])('finds a cast to %s once', (type) => {
    expect(messagesOf(`select cast(a as ${type}) from t`)).toEqual([
      `${type}: it is a binary floating-point number; use decimal(38, s)`,
    ]);
  });

  it.each([
    ['avg(a)', 'avg(): it is a double; hand over the sum and the count'],
    [
      'max_by(a, b)',
      'max_by(): it breaks ties at random; rank with row_number() over (…) in a CTE',
    ],
    [
      'min_by(a, b)',
      'min_by(): it breaks ties at random; rank with row_number() over (…) in a CTE',
    ],
    [
      'arg_max(a, b)',
      'arg_max(): it breaks ties at random; rank with row_number() over (…) in a CTE',
    ],
    [
      'arg_min(a, b)',
      'arg_min(): it breaks ties at random; rank with row_number() over (…) in a CTE',
    ],
    ['concat(a, b)', 'concat(): it treats null differently; write || with coalesce'],
    [
      'generate_series(1, 2)',
      'generate_series(): series functions differ; join a calendar relation that is handed in',
    ],
    ['range(1, 2)', 'range(): series functions differ; join a calendar relation that is handed in'],
    ['list(a)', 'list(): lists differ; keep one row an element'],
    ['struct_pack(a := b)', 'struct_pack(): structs differ; keep one column a field'],
    ['EPOCH_US(a)', 'epoch_us(): not among the functions that DuckDB and Spark share'],
  ])('finds the function %s', (call, message) => {
    expect(messagesOf(`select ${call} from t`)).toContain(message);
  });

  it.each([
    ['cast(a as varchar)', 'cast as varchar: write string'],
    ['cast(a as hugeint)', 'cast as hugeint: not among the types that DuckDB and Spark share'],
    ['cast(a as decimal)', 'cast as decimal: not among the types that DuckDB and Spark share'],
    [
      'cast(a as timestamp with time zone)',
      'cast as timestampwithtimezone: not among the types that DuckDB and Spark share',
    ],
    ['cast(1.5 * a as bigint)', 'cast as bigint: the engines round decimals differently'],
    [
      'cast(cast(a as decimal(9, 2)) as integer)',
      'cast as integer: the engines round decimals differently',
    ],
    ["date_trunc('month', a)", 'date_trunc(): write cast(date_trunc(…) as date)'],
    ["coalesce(date_trunc('month', a), b)", 'date_trunc(): write cast(date_trunc(…) as date)'],
    [
      'a + interval 1 day',
      'interval: its sum with a day is of another type in Spark; write cast(… as date)',
    ],
  ])('finds the type in %j', (expression, message) => {
    expect(messagesOf(`select ${expression} from t`)).toEqual([message]);
  });

  it.each([
    'sum(a)',
    'coalesce(sum(a), 0)',
    'cast(sum(a) as integer)',
    'cast(sum(a) as decimal(18, 2))',
    'cast((select sum(a) from u) as bigint)',
    'sum(a) over (partition by b)',
  ])('finds %j, a sum without its type', (expression) => {
    expect(messagesOf(`select ${expression} from t`)).toEqual([
      'sum(): write cast(sum(…) as bigint) or as decimal(38, s)',
    ]);
  });

  it('finds a second distinct count in the same query only', () => {
    const message = 'count(distinct): only one in a query';
    expect(messagesOf('select count(distinct a), count(distinct b) from t')).toEqual([message]);
    expect(messagesOf('select count(distinct a) from t having count(distinct a) > 1')).toEqual([
      message,
    ]);
    expect(
      messagesOf('select count(distinct a) from t union all select count(distinct b) from t'),
    ).toEqual([]);
    expect(
      messagesOf('select count(distinct a) from (select count(distinct b) as a from t) u'),
    ).toEqual([]);
  });

  it('finds a distinct count of several columns', () => {
    expect(messagesOf('select count(distinct a, b) from t')).toEqual([
      'count(distinct a, b): write count(*) over a group by of them',
    ]);
  });

  it.each([
    'select a from t order by a',
    'select a from t order by a desc',
    'select a from t order by a nulls first',
    'select a from t order by a nulls last, b limit 1',
    'select rank() over (order by a) from t',
    'select rank() over (order by a nulls last, b desc) from t',
  ])('finds the open order of %j', (sql) => {
    expect(messagesOf(sql)).toEqual(['order by: say nulls last; the defaults differ']);
  });

  it.each([
    'max(a) over (order by b nulls last)',
    'max(a) over (order by b nulls last range between unbounded preceding and current row)',
    'max(a) filter (where c) over (order by b nulls last)',
  ])('finds the open frame of %j', (expression) => {
    expect(messagesOf(`select ${expression} from t`)).toEqual([
      'over (… order by …): write rows between unbounded preceding and current row; default frames differ',
    ]);
  });

  it('finds a window that is defined elsewhere', () => {
    expect(messagesOf('select max(a) over w from t')).toEqual([
      'over: write the window where it is used',
    ]);
  });

  it('takes columns named like keywords for columns after a dot', () => {
    expect(messagesOf('select t.real, t.pivot from t')).toEqual([]);
  });

  it('names the line, and sorts by it', () => {
    expect(unportable('select\n  a / b,\n  avg(a),\n  "c"\nfrom t')).toMatchObject([
      { line: 2 },
      { line: 3 },
      { line: 4 },
    ]);
  });

  it.each([
    ['select (a', 'line 1: ( without )'],
    ['select a)\nfrom t', 'line 1: ) without ('],
  ])('refuses %j', (sql, message) => {
    expect(() => unportable(sql)).toThrow(new Error(message));
  });
});
