import { type Data, type DataType, makeData } from 'apache-arrow';
import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { notHeld } from './arrow-type.ts';

type Slots =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

const slotsOf: Partial<Record<ColumnType['kind'], (length: number) => Slots>> = {
  TINYINT: (length) => new Int8Array(length),
  SMALLINT: (length) => new Int16Array(length),
  INTEGER: (length) => new Int32Array(length),
  BIGINT: (length) => new BigInt64Array(length),
  UTINYINT: (length) => new Uint8Array(length),
  USMALLINT: (length) => new Uint16Array(length),
  UINTEGER: (length) => new Uint32Array(length),
  UBIGINT: (length) => new BigUint64Array(length),
  FLOAT: (length) => new Float32Array(length),
  DOUBLE: (length) => new Float64Array(length),
  DATE: (length) => new Int32Array(length),
  TIME: (length) => new BigInt64Array(length),
  TIME_NS: (length) => new BigInt64Array(length),
  TIMESTAMP: (length) => new BigInt64Array(length),
  TIMESTAMP_TZ: (length) => new BigInt64Array(length),
  TIMESTAMP_S: (length) => new BigInt64Array(length),
  TIMESTAMP_MS: (length) => new BigInt64Array(length),
  TIMESTAMP_NS: (length) => new BigInt64Array(length),
};

/**
 * Builds the Arrow data of some of a column's values.
 *
 * @param arrow Result of `arrowType` for the type.
 * @param column Name, for the message.
 * @throws {UserError} (exit 2) If a value has no place in the Arrow type.
 */
export function arrowData(
  type: ColumnType,
  arrow: DataType,
  values: readonly Plain[],
  column: string,
): Data {
  const common = { type: arrow, length: values.length, ...nullsOf(values) };
  const slots = slotsOf[type.kind]?.(values.length);
  if (slots) {
    for (const [index, value] of values.entries()) {
      if (value !== null) slots[index] = value as never;
    }
    return makeUntyped({ ...common, data: slots });
  }
  switch (type.kind) {
    case 'SQLNULL':
      return makeUntyped({ type: arrow, length: values.length });
    case 'BOOLEAN':
      return makeUntyped({ ...common, data: bitsOf(values.map((value) => value === true)) });
    case 'HUGEINT':
    case 'DECIMAL':
      return makeUntyped({ ...common, data: wordsOf(values, type, column) });
    case 'BLOB':
      return makeUntyped({
        ...common,
        ...joinPieces(values.map((value) => (value ?? noBytes) as Uint8Array)),
      });
    case 'VARCHAR':
    case 'ENUM':
    case 'UUID':
      return makeUntyped({
        ...common,
        ...joinPieces(values.map((value) => utf8.encode(String(value ?? '')))),
      });
    default:
      return nestedData(type, arrow, values, column, common);
  }
}

function nestedData(
  type: ColumnType,
  arrow: DataType,
  values: readonly Plain[],
  column: string,
  common: object,
): Data {
  const inner = (index: number, items: Plain[], parent: DataType = arrow) =>
    arrowData(type.children![index]!.type, parent.children[index]!.type, items, column);
  switch (type.kind) {
    case 'LIST':
      return makeUntyped({
        ...common,
        valueOffsets: offsetsOf(values),
        child: inner(0, flat(values)),
      });
    case 'ARRAY': {
      const nothing = new Array<Plain>(type.size!).fill(null);
      return makeUntyped({
        ...common,
        child: inner(
          0,
          values.flatMap((value) => (value ?? nothing) as Plain[]),
        ),
      });
    }
    case 'STRUCT': {
      const children = type.children!.map((_, index) =>
        inner(
          index,
          values.map((value) => (value === null ? null : (value as Plain[])[index]!)),
        ),
      );
      return makeUntyped({ ...common, children });
    }
    default: {
      const entries = flat(values) as [Plain, Plain][];
      const struct = arrow.children[0]!.type;
      const children = [0, 1].map((index) =>
        inner(
          index,
          entries.map((entry) => entry[index]!),
          struct,
        ),
      );
      const child = makeUntyped({ type: struct, length: entries.length, nullCount: 0, children });
      return makeUntyped({ ...common, valueOffsets: offsetsOf(values), child });
    }
  }
}

const utf8 = new TextEncoder();
const noBytes = new Uint8Array();

/** Calls the package's function without its types, which know one Arrow type at a time. */
function makeUntyped(properties: object): Data {
  return makeData(properties as never);
}

function flat(values: readonly Plain[]): Plain[] {
  return values.flatMap((value) => (value ?? []) as Plain[]);
}

function offsetsOf(values: readonly Plain[]): Int32Array {
  return endsOf(values.map((value) => (value === null ? 0 : (value as Plain[]).length)));
}

function endsOf(lengths: readonly number[]): Int32Array {
  const ends = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) ends[index + 1] = ends[index]! + length;
  return ends;
}

function joinPieces(pieces: readonly Uint8Array[]): { data: Uint8Array; valueOffsets: Int32Array } {
  const valueOffsets = endsOf(pieces.map(({ length }) => length));
  const data = new Uint8Array(valueOffsets.at(-1)!);
  for (const [index, piece] of pieces.entries()) data.set(piece, valueOffsets[index]);
  return { data, valueOffsets };
}

const mostUnscaled = 10n ** 38n;

/** Writes decimals as Decimal128: two's complement of the unscaled value, low word first. */
function wordsOf(values: readonly Plain[], type: ColumnType, column: string): Uint32Array {
  const words = new Uint32Array(values.length * 4);
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const unscaled = value as bigint;
    if (unscaled >= mostUnscaled || unscaled <= -mostUnscaled) throw notHeld(type, column);
    let bits = BigInt.asUintN(128, unscaled);
    for (let word = 0; word < 4; word++) {
      words[index * 4 + word] = Number(bits & 0xffffffffn);
      bits >>= 32n;
    }
  }
  return words;
}

/** Builds the map of nulls: one bit a row, 1 if there is a value. */
function nullsOf(values: readonly Plain[]): { nullCount: number; nullBitmap: Uint8Array } {
  return {
    nullCount: values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0),
    nullBitmap: bitsOf(values.map((value) => value !== null)),
  };
}

function bitsOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [index, flag] of flags.entries()) {
    if (flag) bits[index >> 3] = bits[index >> 3]! | (1 << (index & 7));
  }
  return bits;
}
