import type {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  DuckDBUnionValue,
  DuckDBValue,
} from '@duckdb/node-api';
import type { ColumnType } from './column-type.ts';

/**
 * An exact value as plain data, which passes from one process to another:
 *
 * | kind | value |
 * |---|---|
 * | BOOLEAN, integers to 32 bits, FLOAT, DOUBLE, VARCHAR, ENUM | as in JavaScript |
 * | BIGINT, UBIGINT, HUGEINT, UHUGEINT, BIGNUM | bigint |
 * | DECIMAL | bigint, the unscaled value |
 * | DATE | number, days since 1970-01-01 |
 * | TIME, TIME_NS, TIMESTAMP… | bigint, in the type's unit |
 * | TIME_TZ | bigint (microseconds) and number (seconds east) |
 * | INTERVAL | number (months), number (days), bigint (microseconds) |
 * | BLOB, GEOMETRY | bytes |
 * | UUID, BIT, VARIANT | text |
 * | LIST, ARRAY, STRUCT | list of values |
 * | MAP | list of pairs |
 * | UNION | number of the field, and its value |
 */
export type Plain = string | number | bigint | boolean | null | Uint8Array | readonly Plain[];

type ToPlain = (value: DuckDBValue) => Plain;

/** Returns a function that makes a column's values plain. */
export function plainValues(type: ColumnType): ToPlain {
  const convert = conversionOf(type);
  return (value) => (value === null ? null : convert(value));
}

function conversionOf(type: ColumnType): ToPlain {
  switch (type.kind) {
    case 'DECIMAL':
      return (value) => (value as DuckDBDecimalValue).value;
    case 'DATE':
      return (value) => (value as DuckDBDateValue).days;
    case 'TIME':
      return (value) => (value as DuckDBTimeValue).micros;
    case 'TIME_NS':
      return (value) => (value as DuckDBTimeNSValue).nanos;
    case 'TIME_TZ':
      return (value) => {
        const { micros, offset } = value as DuckDBTimeTZValue;
        return [micros, offset];
      };
    case 'TIMESTAMP':
    case 'TIMESTAMP_TZ':
      return (value) => (value as DuckDBTimestampValue).micros;
    case 'TIMESTAMP_S':
      return (value) => (value as DuckDBTimestampSecondsValue).seconds;
    case 'TIMESTAMP_MS':
      return (value) => (value as DuckDBTimestampMillisecondsValue).millis;
    case 'TIMESTAMP_NS':
      return (value) => (value as DuckDBTimestampNanosecondsValue).nanos;
    case 'INTERVAL':
      return (value) => {
        const { months, days, micros } = value as DuckDBIntervalValue;
        return [months, days, micros];
      };
    case 'BLOB':
    case 'GEOMETRY':
      return (value) => new Uint8Array((value as DuckDBBlobValue).bytes);
    case 'UUID':
    case 'BIT':
    case 'VARIANT':
      return (value) => String(value);
    case 'LIST':
    case 'ARRAY': {
      const element = plainValues(type.children![0]!.type);
      return (value) => (value as DuckDBListValue | DuckDBArrayValue).items.map(element);
    }
    case 'STRUCT': {
      const fields = type.children!.map(({ name, type: inner }) => ({
        name,
        plain: plainValues(inner),
      }));
      return (value) => {
        const { entries } = value as DuckDBStructValue;
        return fields.map(({ name, plain }) => plain(entries[name] ?? null));
      };
    }
    case 'MAP': {
      const [key, inner] = type.children!.map((part) => plainValues(part.type));
      return (value) =>
        (value as DuckDBMapValue).entries.map((entry) => [key!(entry.key), inner!(entry.value)]);
    }
    case 'UNION': {
      const fields = type.children!;
      return (value) => {
        const { tag, value: inner } = value as DuckDBUnionValue;
        const index = fields.findIndex(({ name }) => name === tag);
        return [index, plainValues(fields[index]!.type)(inner)];
      };
    }
    default:
      return (value) => value as Plain;
  }
}
