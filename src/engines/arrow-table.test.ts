import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrowTable } from './arrow-table.ts';
import { Database } from './duckdb.ts';

describe('arrowTable', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ threads: 1 });
  });
  afterAll(() => database.close());

  const roundTrip = async (sql: string) =>
    tableFromIPC(tableToIPC(arrowTable(await database.rawColumns(sql)), 'file'));

  it('keeps decimals, wide integers, dates and microseconds exactly', async () => {
    const table = await roundTrip(`select * from (values
      (cast('-12345678901234567890123456789.012345678' as decimal(38, 9)), 9223372036854775807,
       cast('170141183460469231731687303715884' as hugeint), date '2026-09-18', timestamp '2026-09-18 15:59:59.999999', 'é中', true),
      (null, null, null, null, null, null, null)) as t(d, b, h, day, moment, text, flag)`);
    const slots = (name: string) => table.getChild(name)?.data[0]?.values ?? [];
    const words = (name: string) => [...(slots(name) as Uint32Array)].slice(0, 4);
    const unscaled = (name: string) =>
      BigInt.asIntN(
        128,
        words(name).reduceRight((sum, word) => (sum << 32n) + BigInt(word), 0n),
      );
    expect(unscaled('d')).toBe(-12345678901234567890123456789012345678n);
    expect(unscaled('h')).toBe(170141183460469231731687303715884n);
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

  it('refuses a type that it does not hold exactly', async () => {
    await expect(roundTrip('select [1, 2] as pair')).rejects.toThrow(
      'Column "pair" is of the type INTEGER[], which Arrow output does not hold exactly.\nCast it to text: cast("pair" as varchar)',
    );
  });

  it('keeps the columns of a result without rows', async () => {
    const table = await roundTrip("select 1 as a, 'x' as b where false");
    expect([table.numRows, table.schema.names]).toEqual([0, ['a', 'b']]);
  });
});
