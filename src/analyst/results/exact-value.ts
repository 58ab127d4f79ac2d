import type { ColumnType } from '../sandbox/column-type.ts';
import type { Plain } from '../sandbox/plain-value.ts';
import { dayText, durationText, momentText, offsetText, timeText } from './moment-text.ts';

/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/**
 * Returns a function that turns a column's values into JSON without loss. Decimals, NaN, infinities and integers
 * beyond 2^53 are text. Dates and times are ISO 8601 text, intervals ISO 8601 durations, bytes base64. A map is an
 * object with its keys as text.
 */
export function jsonOf(type: ColumnType): (value: Plain) => Json {
  const convert = conversionOf(type);
  return (value) => (value === null ? null : convert(value));
}

/**
 * Returns a function that turns a column's values, but null, into text: as in JSON, and lists, structs and maps as
 * JSON.
 */
export function textOf(type: ColumnType): (value: Plain) => string {
  if (type.kind === 'BLOB' || type.kind === 'GEOMETRY')
    return (value) => bytesText(value as Uint8Array);
  const json = jsonOf(type);
  return (value) => {
    const plain = json(value);
    return typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
  };
}

/** Tells if a column is aligned to the right. */
export function isNumeric({ kind }: ColumnType): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT|BIGNUM)$/.test(kind);
}

const ticksOfSecond = {
  TIME: 1_000_000n,
  TIME_NS: 1_000_000_000n,
  TIMESTAMP: 1_000_000n,
  TIMESTAMP_TZ: 1_000_000n,
  TIMESTAMP_S: 1n,
  TIMESTAMP_MS: 1_000n,
  TIMESTAMP_NS: 1_000_000_000n,
} as const;

function conversionOf(type: ColumnType): (value: Plain) => Json {
  switch (type.kind) {
    case 'BIGINT':
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
      return (value) => integer(value as bigint);
    case 'FLOAT':
      return (value) => finite(shortestFloat(value as number));
    case 'DOUBLE':
      return (value) => finite(value as number);
    case 'DECIMAL':
      return (value) => decimalText(value as bigint, type.scale!);
    case 'DATE':
      return (value) => dayText(value as number);
    case 'TIME':
    case 'TIME_NS': {
      const ticks = ticksOfSecond[type.kind];
      return (value) => timeText(value as bigint, ticks);
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_TZ':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS': {
      const ticks = ticksOfSecond[type.kind];
      // A timestamp may be of any zone, such as the local time that `at time zone` gives.
      const zone = type.kind === 'TIMESTAMP_TZ' ? 'Z' : '';
      return (value) => momentText(value as bigint, ticks, zone);
    }
    case 'TIME_TZ':
      return (value) => {
        const [micros, offset] = value as [bigint, number];
        return timeText(micros, 1_000_000n) + offsetText(offset);
      };
    case 'INTERVAL':
      return (value) => durationText(...(value as [number, number, bigint]));
    case 'BLOB':
    case 'GEOMETRY':
      return (value) => Buffer.from(value as Uint8Array).toString('base64');
    default:
      return nestedOf(type);
  }
}

function nestedOf(type: ColumnType): (value: Plain) => Json {
  const parts = (type.children ?? []).map((child) => ({ ...child, json: jsonOf(child.type) }));
  switch (type.kind) {
    case 'LIST':
    case 'ARRAY':
      return (value) => (value as Plain[]).map(parts[0]!.json);
    case 'STRUCT':
      return (value) =>
        objectOf(parts.map(({ name, json }, index) => [name, json((value as Plain[])[index]!)]));
    case 'MAP': {
      const key = textOf(parts[0]!.type);
      return (value) =>
        objectOf(
          (value as [Plain, Plain][]).map(([name, inner]) => [key(name), parts[1]!.json(inner)]),
        );
    }
    case 'UNION':
      return (value) => {
        const [index, inner] = value as [number, Plain];
        return parts[index]!.json(inner);
      };
    default:
      return (value) => value as string | number | boolean;
  }
}

/** Builds an object; a field may even be named `__proto__`. */
function objectOf(entries: [string, Json][]): Json {
  return Object.fromEntries(entries);
}

function integer(value: bigint): number | string {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : String(value);
}

function finite(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

/** Returns the shortest decimal of this 32-bit float: 0.1, not the digits of its double. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Writes bytes like DuckDB: `abc\x00\xFF`. */
function bytesText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const isPlain = byte >= 32 && byte <= 126 && !`\\'"`.includes(String.fromCharCode(byte));
    text += isPlain
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
