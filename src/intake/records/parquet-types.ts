import { isMeasure } from './canonical-columns.ts';

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
const instants = ['DATE', 'TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?'];
const ids = ['app_id', 'user_id', 'group_id', 'node', 'event', 'metric', 'bytes'];

/** Types in which a canonical column can be delivered without loss. */
export function typesAcceptedIn(canonical: string): RegExp {
  if (['time', 'date'].includes(canonical)) return anyOf([...text, ...whole, ...instants]);
  if (isMeasure(canonical)) return anyOf([...text, ...whole, 'FLOAT', 'DOUBLE']);
  return anyOf(ids.includes(canonical) ? [...text, ...whole] : [...text, ...whole, 'BOOLEAN']);
}

function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(`^(${patterns.join('|')})$`, 's');
}

/** Whether a type is a decimal whose numbers may have a fraction. */
export function hasPlaces(type: string): boolean {
  return /^DECIMAL\(\d+,[1-9]\d*\)$/.test(type);
}

/** Whether a type holds values within values. */
export function isNested({ type }: Pick<ParquetColumn, 'type'>): boolean {
  return /^(STRUCT|MAP|UNION)\b|\[\d*\]$/.test(type);
}
