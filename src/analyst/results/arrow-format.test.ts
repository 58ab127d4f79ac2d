import { RecordBatchReader, tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowFormat } from './arrow-format.ts';
import { written } from './testing/result-of.ts';

const roundTrip = async (sql: string, kind: 'file' | 'stream' = 'file') =>
  tableFromIPC(await written(arrowFormat(kind), sql));

describe('arrowFormat', () => {
  it('keeps decimals, wide integers, dates and microseconds exactly', async () => {
    const table = await roundTrip(`select * from (values
      (cast('-12345678901234567890123456789.012345678' as decimal(38, 9)), 9223372036854775807,
       cast('17014118346046923173168730371588410572' as hugeint), date '2026-09-18', timestamp '2026-09-18 15:59:59.999999', 'é中', true),
      (null, null, null, null, null, null, null)) as t(d, b, h, day, moment, text, flag)`);
    const slots = (name: string) => table.getChild(name)?.data[0]?.values ?? [];
    const words = (name: string) => [...(slots(name) as Uint32Array)].slice(0, 4);
    const unscaled = (name: string) =>
      BigInt.asIntN(
        128,
        words(name).reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n),
      );
    expect(unscaled('d')).toBe(-12345678901234567890123456789012345678n);
    expect(unscaled('h')).toBe(17014118346046923173168730371588410572n);
    expect(table.getChild('b')?.toJSON()).toEqual([9223372036854775807n, null]);
    expect(slots('day')[0]).toBe(20714);
    expect(slots('moment')[0]).toBe(1789747199999999n);
    expect(table.getChild('text')?.toJSON()).toEqual(['é中', null]);
    expect(table.getChild('flag')?.toJSON()).toEqual([true, null]);
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      'Decimal[38e+9]',
      'Int64',
      'Decimal[38e0]',
      'Date32<DAY>',
      'Timestamp<MICROSECOND>',
      'Utf8',
      'Bool',
    ]);
  });

  it('keeps every further type that Arrow has', async () => {
    const table = await roundTrip(`select
      (-128)::tinyint as i8, (-32768)::smallint as i16, 255::utinyint as u8, 65535::usmallint as u16,
      4294967295::uinteger as u32, 18446744073709551615::ubigint as u64, 1.5::float as f32, 0.1::double as f64,
      'a'::blob as bytes, 'b'::enum('a', 'b') as choice, [1, null] as list, [[], null, ['x']] as nested,
      array_value(1, 2) as pair, {'a': 1, 'b': 'x'} as struct, map {'k': 2} as map, null as nothing,
      '0190f7a8-1234-7abc-8def-0123456789ab'::uuid as id, time '00:00:01' as t,
      timestamptz '2026-01-01 00:00:00Z' as tz, '2026-01-01'::timestamp_ns as ns, '2026-01-01'::timestamp_s as s`);
    const [row] = table.toArray().map((value) => value.toJSON());
    const plain = JSON.parse(
      JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    );
    expect(plain).toMatchObject({
      i8: -128,
      i16: -32768,
      u8: 255,
      u16: 65535,
      u32: 4294967295,
      u64: '18446744073709551615',
      f32: 1.5,
      f64: 0.1,
      choice: 'b',
      list: [1, null],
      nested: [[], null, ['x']],
      pair: [1, 2],
      struct: { a: 1, b: 'x' },
      map: { k: 2 },
      nothing: null,
      id: '0190f7a8-1234-7abc-8def-0123456789ab',
      t: '1000000',
    });
    expect([...(row.bytes as Uint8Array)]).toEqual([97]);
    expect(table.schema.fields.slice(-3).map(({ type }) => String(type))).toEqual([
      'Timestamp<MICROSECOND, UTC>',
      'Timestamp<NANOSECOND>',
      'Timestamp<SECOND>',
    ]);
  });

  it('is one batch a chunk, as file and as stream', async () => {
    const sql = "select i, if(i % 3 = 0, null, 'u' || i) as u, [i] as l from range(5000) t(i)";
    const tables = [await roundTrip(sql, 'file'), await roundTrip(sql, 'stream')];
    for (const table of tables) {
      expect([table.numRows, table.batches.length]).toEqual([5000, 3]);
      expect(table.get(4999)?.toJSON()).toMatchObject({ i: 4999n, u: 'u4999' });
      expect(table.get(4998)?.toJSON()).toMatchObject({ i: 4998n, u: null });
    }
    const stream = await written(arrowFormat('stream'), sql);
    expect(RecordBatchReader.from(stream).isStream()).toBe(true);
    expect(RecordBatchReader.from(await written(arrowFormat('file'), sql)).isFile()).toBe(true);
  });

  it('refuses what it does not hold exactly', async () => {
    const refusal = (type: string, name: string) =>
      `Column "${name}" is of the type ${type}, which Arrow cannot hold exactly.\nCast it to text: cast("${name}" as varchar)`;
    await expect(roundTrip("select timetz '00:00:00+01' as t")).rejects.toThrow(
      refusal('TIME WITH TIME ZONE', 't'),
    );
    await expect(roundTrip("select [interval '1 day'] as gaps")).rejects.toThrow(
      refusal('INTERVAL', 'gaps'),
    );
    await expect(
      roundTrip("select '170141183460469231731687303715884105727'::hugeint as sum"),
    ).rejects.toThrow(refusal('HUGEINT', 'sum'));
  });

  it('keeps the columns of a result without rows', async () => {
    for (const kind of ['file', 'stream'] as const) {
      const table = await roundTrip("select 1 as a, 'x' as b where false", kind);
      expect([table.numRows, table.schema.names]).toEqual([0, ['a', 'b']]);
    }
  });
});
