import type {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBValue,
} from '@duckdb/node-api';
import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  Table,
  TimestampMicrosecond,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';

/** A result column as DuckDB gives it. */
export interface RawColumn {
  name: string;
  /** DuckDB's name of the type, such as `DECIMAL(38,9)`. */
  type: string;
  values: readonly DuckDBValue[];
}

/**
 * An Arrow table with the exact values of a result: decimals as Decimal128, dates as days,
 * timestamps as microseconds.
 *
 * @throws {TypeError} For a column of a type that has no exact counterpart here, naming both.
 */
export function arrowTable(columns: readonly RawColumn[]): Table {
  return new Table(Object.fromEntries(columns.map((column) => [column.name, vectorOf(column)])));
}

function vectorOf(column: RawColumn): Vector {
  const { type, values } = column;
  if (type === 'VARCHAR') return vectorFromArray(values as (string | null)[], new Utf8());
  if (type === 'BOOLEAN') return vectorFromArray(values as (boolean | null)[], new Bool());
  if (['TINYINT', 'SMALLINT', 'INTEGER'].includes(type)) {
    return fixed(column, new Int32(), new Int32Array(values.length), Number);
  }
  if (['UTINYINT', 'USMALLINT', 'UINTEGER', 'BIGINT'].includes(type)) {
    return fixed(column, new Int64(), new BigInt64Array(values.length), (value) =>
      BigInt(value as bigint | number),
    );
  }
  if (type === 'UBIGINT') {
    return fixed(
      column,
      new Uint64(),
      new BigUint64Array(values.length),
      (value) => value as bigint,
    );
  }
  if (type === 'FLOAT' || type === 'DOUBLE') {
    return fixed(column, new Float64(), new Float64Array(values.length), Number);
  }
  if (type === 'DATE') {
    return fixed(
      column,
      new DateDay(),
      new Int32Array(values.length),
      (value) => (value as DuckDBDateValue).days,
    );
  }
  if (type === 'TIMESTAMP' || type === 'TIMESTAMP WITH TIME ZONE') {
    const zone = type === 'TIMESTAMP' ? null : 'UTC';
    return fixed(
      column,
      new TimestampMicrosecond(zone),
      new BigInt64Array(values.length),
      (value) => (value as DuckDBTimestampValue | DuckDBTimestampTZValue).micros,
    );
  }
  if (type === 'HUGEINT') return decimals(column, 38, 0, (value) => value as bigint);
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal === null) throw unknownType(column);
  return decimals(
    column,
    Number(decimal[1]),
    Number(decimal[2]),
    (value) => (value as DuckDBDecimalValue).value,
  );
}

type Slots = Int32Array | BigInt64Array | BigUint64Array | Float64Array;

function fixed<T extends Slots>(
  { values }: RawColumn,
  type: DataType,
  data: T,
  slotOf: (value: DuckDBValue) => T[number],
): Vector {
  for (const [index, value] of values.entries()) {
    if (value !== null) data[index] = slotOf(value);
  }
  return makeVector(makeData({ type, length: values.length, data, ...nullsOf(values) } as never));
}

const mostUnscaled = 10n ** 38n;

/** Decimal128 is a 128-bit two's complement of the unscaled value, low word first. */
function decimals(
  column: RawColumn,
  precision: number,
  scale: number,
  unscaledOf: (value: DuckDBValue) => bigint,
): Vector {
  const { values } = column;
  const data = new Uint32Array(values.length * 4);
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const unscaled = unscaledOf(value);
    if (unscaled >= mostUnscaled || unscaled <= -mostUnscaled) throw unknownType(column);
    let bits = BigInt.asUintN(128, unscaled);
    for (let word = 0; word < 4; word++) {
      data[index * 4 + word] = Number(bits & 0xffffffffn);
      bits >>= 32n;
    }
  }
  const type = new Decimal(scale, precision, 128);
  return makeVector(makeData({ type, length: values.length, data, ...nullsOf(values) } as never));
}

/** One bit a row, 1 where there is a value. */
function nullsOf(values: readonly DuckDBValue[]): { nullCount: number; nullBitmap: Uint8Array } {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null) nullCount++;
    else nullBitmap[index >> 3] = (nullBitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return { nullCount, nullBitmap };
}

function unknownType({ name, type }: RawColumn): TypeError {
  return new TypeError(
    `Column "${name}" is of the type ${type}, which Arrow output does not hold exactly.\nCast it to text: cast("${name}" as varchar)`,
  );
}
