import { describe, expect, it } from 'vitest';
import { isNumeric, jsonOf, textOf } from './exact-value.ts';
import { resultOf } from './testing/result-of.ts';

async function valuesOf(expressions: string, convert: typeof jsonOf | typeof textOf) {
  const { columns, chunks } = await resultOf(`select ${expressions}`);
  for await (const chunk of chunks) {
    return columns.map(({ type }, index) => convert(type)(chunk.columns[index]![0]!));
  }
  throw new Error('There is no row.');
}

describe('jsonOf', () => {
  it.each([
    [
      "true, (-128)::tinyint, 4294967295::uinteger, 'a' || chr(0) || 'é中', null",
      [true, -128, 4294967295, 'a\u0000é中', null],
    ],
    [
      '9007199254740991, 9007199254740992, -9007199254740992',
      [9007199254740991, '9007199254740992', '-9007199254740992'],
    ],
    ['18446744073709551615::ubigint, 5::hugeint', ['18446744073709551615', 5]],
    [
      "'-170141183460469231731687303715884105728'::hugeint",
      ['-170141183460469231731687303715884105728'],
    ],
    [
      "'340282366920938463463374607431768211455'::uhugeint",
      ['340282366920938463463374607431768211455'],
    ],
    [
      "'123456789012345678901234567890123456789012345'::bignum",
      ['123456789012345678901234567890123456789012345'],
    ],
    [
      '1.50, -0.05::decimal(4, 2), 0::decimal(38, 9), 7::decimal(5, 0)',
      ['1.50', '-0.05', '0.000000000', '7'],
    ],
    [
      "'-12345678901234567890123456789.012345678'::decimal(38, 9)",
      ['-12345678901234567890123456789.012345678'],
    ],
    [
      "0.1::float, 0.1::double, 16777217::float, 'nan'::double, '-inf'::float, '-0'::double",
      [0.1, 0.1, 16777216, 'NaN', '-Infinity', '-0'],
    ],
    [
      "date '2026-09-18', date '0044-03-15 (BC)', date '9999-12-31', date '10000-01-01', 'infinity'::date, '-infinity'::date",
      ['2026-09-18', '-000043-03-15', '9999-12-31', '+010000-01-01', 'infinity', '-infinity'],
    ],
    [
      "timestamp '2026-09-18 15:59:59.999999', timestamp '1969-12-31 23:59:59.5', timestamptz '2026-09-18 23:59:59+08', 'infinity'::timestamp",
      ['2026-09-18T15:59:59.999999', '1969-12-31T23:59:59.5', '2026-09-18T15:59:59Z', 'infinity'],
    ],
    [
      "'2262-04-11 23:47:16.854775806'::timestamp_ns, '2026-01-01 00:00:01'::timestamp_s, '2026-01-01 00:00:00.050'::timestamp_ms",
      ['2262-04-11T23:47:16.854775806', '2026-01-01T00:00:01', '2026-01-01T00:00:00.05'],
    ],
    [
      "time '23:59:59.000001', timetz '12:30:00+05:30', timetz '00:00:00-15:59:59', time '24:00:00'",
      ['23:59:59.000001', '12:30:00+05:30', '00:00:00-15:59:59', '24:00:00'],
    ],
    [
      "interval '1 year 2 months 3 days 04:05:06.5', interval '-1 day', interval '-90 seconds', interval '0 days'",
      ['P1Y2M3DT4H5M6.5S', 'P-1D', 'PT-1M-30S', 'PT0S'],
    ],
    [
      "'\\xAAb\\x00'::blob, '10101'::bit, '0190f7a8-1234-7abc-8def-0123456789ab'::uuid, 'b'::enum('a', 'b')",
      ['qmIA', '10101', '0190f7a8-1234-7abc-8def-0123456789ab', 'b'],
    ],
    [
      "[1, null, 3], [[1.5], []], array_value(1, 2), [date '2026-01-01']",
      [[1, null, 3], [['1.5'], []], [1, 2], ['2026-01-01']],
    ],
    ["{'a': 1, 'b c': {'d': [9007199254740993]}}", [{ a: 1, 'b c': { d: ['9007199254740993'] } }]],
    [
      "map {'x': 1, 'y': null}, map {date '2026-01-01': 1.0}",
      [{ x: 1, y: null }, { '2026-01-01': '1.0' }],
    ],
    ['union_value(n := 1), \'{"a": 1}\'::json, 42::variant', [1, '{"a": 1}', '42']],
  ])('of %s', async (expressions, expected) => {
    expect(await valuesOf(expressions, jsonOf)).toEqual(expected);
  });

  it('has a form for every type that DuckDB has', async () => {
    const { columns, chunks } = await resultOf('from test_all_types()');
    for await (const chunk of chunks) {
      for (const [index, { type }] of columns.entries()) {
        for (const value of chunk.columns[index]!) {
          expect(() => JSON.stringify(jsonOf(type)(value))).not.toThrow();
        }
      }
    }
  });
});

describe('textOf', () => {
  it('writes lists, structs and maps as JSON, bytes as DuckDB does, the rest as in JSON', async () => {
    const expressions =
      "[1, null], {'a': '\"'}, map {1: 'x'}, '\\xAAb\\x00'::blob, 9007199254740993, true, 1e300";
    expect(await valuesOf(expressions, textOf)).toEqual([
      '[1,null]',
      '{"a":"\\""}',
      '{"1":"x"}',
      '\\xAAb\\x00',
      '9007199254740993',
      'true',
      '1e+300',
    ]);
  });
});

describe('isNumeric', () => {
  it('is so of integers, decimals and floats', async () => {
    const { columns } = await resultOf('from test_all_types()');
    expect(columns.filter(({ type }) => isNumeric(type)).map(({ name }) => name)).toEqual([
      'tinyint',
      'smallint',
      'int',
      'bigint',
      'hugeint',
      'uhugeint',
      'utinyint',
      'usmallint',
      'uint',
      'ubigint',
      'bignum',
      'float',
      'double',
      'dec_4_1',
      'dec_9_4',
      'dec_18_6',
      'dec38_10',
    ]);
  });
});
