import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Map_,
  Null,
  Struct,
  TimeMicrosecond,
  TimeNanosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { ColumnType } from '../sandbox/column-type.ts';

const plainTypes: Partial<Record<ColumnType['kind'], () => DataType>> = {
  BOOLEAN: () => new Bool(),
  TINYINT: () => new Int8(),
  SMALLINT: () => new Int16(),
  INTEGER: () => new Int32(),
  BIGINT: () => new Int64(),
  UTINYINT: () => new Uint8(),
  USMALLINT: () => new Uint16(),
  UINTEGER: () => new Uint32(),
  UBIGINT: () => new Uint64(),
  // A sum of integers: Arrow has no integer of 128 bits.
  HUGEINT: () => new Decimal(0, 38, 128),
  FLOAT: () => new Float32(),
  DOUBLE: () => new Float64(),
  VARCHAR: () => new Utf8(),
  ENUM: () => new Utf8(),
  UUID: () => new Utf8(),
  BLOB: () => new Binary(),
  DATE: () => new DateDay(),
  TIME: () => new TimeMicrosecond(),
  TIME_NS: () => new TimeNanosecond(),
  TIMESTAMP: () => new TimestampMicrosecond(),
  TIMESTAMP_TZ: () => new TimestampMicrosecond('UTC'),
  TIMESTAMP_S: () => new TimestampSecond(),
  TIMESTAMP_MS: () => new TimestampMillisecond(),
  TIMESTAMP_NS: () => new TimestampNanosecond(),
  SQLNULL: () => new Null(),
};

/**
 * Returns the Arrow type that holds a column's values exactly.
 *
 * @param column Name, for the message.
 * @throws {UserError} (exit 2) If there is none, with column and type.
 */
export function arrowType(type: ColumnType, column: string): DataType {
  const plain = plainTypes[type.kind];
  if (plain) return plain();
  const fields = (type.children ?? []).map(
    (child) => new Field(child.name, arrowType(child.type, column), true),
  );
  switch (type.kind) {
    case 'DECIMAL':
      return new Decimal(type.scale!, type.width!, 128);
    case 'LIST':
      return new List(fields[0]!);
    case 'ARRAY':
      return new FixedSizeList(type.size!, fields[0]!);
    case 'STRUCT':
      return new Struct(fields);
    case 'MAP':
      return mapType(fields[0]!, fields[1]!);
    default:
      throw notHeld(type, column);
  }
}

export function notHeld(type: ColumnType, column: string): UserError {
  return new UserError(
    `Column "${column}" is of the type ${type.name}, which Arrow cannot hold exactly.\nCast it to text: cast("${column}" as varchar)`,
    exitCodes.wrongUsage,
  );
}

/** Builds the type of a map, whose keys are never null. */
function mapType(key: Field, value: Field): DataType {
  const entries = new Struct([new Field(key.name, key.type, false), value]);
  return new Map_(new Field('entries', entries as never, false) as never);
}
