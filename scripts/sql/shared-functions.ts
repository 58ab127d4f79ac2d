/**
 * Functions that DuckDB and Spark both have, under the same name, with the same arguments and the
 * same value. A function is added here only after its answers for null, for ties and for the ends
 * of its range were compared.
 */
export const sharedFunctions: ReadonlySet<string> = new Set([
  // Aggregates.
  'bit_or',
  'bool_and',
  'bool_or',
  'count',
  'max',
  'min',
  'sum',
  // Window functions.
  'dense_rank',
  'first_value',
  'lag',
  'last_value',
  'lead',
  'rank',
  'row_number',
  // Scalar functions.
  'abs',
  'cast',
  'coalesce',
  'date_trunc',
  'day',
  'extract',
  'greatest',
  'last_day',
  'least',
  'length',
  'month',
  'nullif',
  'replace',
  // DuckDB's is ours: sql/staging/macros.sql.
  'shiftleft',
  'substring',
  'trim',
  'year',
]);

/** Replacements for functions that DuckDB and Spark do not share. */
export const insteadOf: Readonly<Record<string, string>> = {
  any_value: 'it picks a row at random; use min or max',
  arg_max: 'it breaks ties at random; rank with row_number() over (…) in a CTE',
  arg_min: 'it breaks ties at random; rank with row_number() over (…) in a CTE',
  array_agg: 'lists differ; keep one row an element',
  avg: 'it is a double; hand over the sum and the count',
  concat: 'it treats null differently; write || with coalesce',
  concat_ws: 'it treats null differently; write || with coalesce',
  first: 'it picks a row at random; use first_value with an order',
  generate_series: 'series functions differ; join a calendar relation that is handed in',
  last: 'it picks a row at random; use last_value with an order',
  list: 'lists differ; keep one row an element',
  max_by: 'it breaks ties at random; rank with row_number() over (…) in a CTE',
  min_by: 'it breaks ties at random; rank with row_number() over (…) in a CTE',
  now: 'the clock is handed in, never read',
  range: 'series functions differ; join a calendar relation that is handed in',
  sequence: 'series functions differ; join a calendar relation that is handed in',
  strftime: 'zone and format functions differ; the billing day is a DATE column from staging',
  struct_pack: 'structs differ; keep one column a field',
  timezone: 'zone functions differ; the billing day is a DATE column from staging',
  unnest: 'lists differ; keep one row an element',
};

/** Words before a parenthesis that are no function. */
export const wordsBeforeGroups: ReadonlySet<string> = new Set([
  ...['all', 'and', 'as', 'between', 'by', 'case', 'decimal', 'distinct', 'else', 'except'],
  ...['exists', 'filter', 'from', 'having', 'in', 'intersect', 'is', 'join', 'like', 'not', 'on'],
  ...['or', 'over', 'select', 'then', 'union', 'using', 'values', 'when', 'where'],
]);
