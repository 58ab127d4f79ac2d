import type { ColumnContent } from '../../metrics/source-kinds.ts';

/** A column of a Parquet file as DuckDB reads it. */
export interface ParquetColumn {
  /** Name as the file has it. */
  name: string;
  type: string;
  /** Name under which it is read. */
  alias: string;
}

const text = ['VARCHAR', 'JSON', 'UUID', 'ENUM\\(.*\\)'];
const whole = ['U?(TINY|SMALL|BIG|HUGE)INT', 'U?INTEGER', 'DECIMAL\\(\\d+,\\d+\\)'];
const further: Readonly<Record<ColumnContent, readonly string[]>> = {
  time: ['DATE', 'TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?'],
  id: [],
  measure: ['FLOAT', 'DOUBLE'],
  word: ['BOOLEAN'],
};

/** Tells whether a column of a Parquet type can hold such values without loss. */
export function isAcceptedType(type: string, holds: ColumnContent): boolean {
  const types = [...text, ...whole, ...further[holds]];
  return new RegExp(`^(${types.join('|')})$`, 's').test(type);
}

/** Tells whether a type is a decimal whose numbers may have a fraction. */
export function hasPlaces(type: string): boolean {
  return /^DECIMAL\(\d+,[1-9]\d*\)$/.test(type);
}

/** Tells whether a type holds values within values. */
export function isNested({ type }: Pick<ParquetColumn, 'type'>): boolean {
  return /^(STRUCT|MAP|UNION)\b|\[\d*\]$/.test(type);
}
