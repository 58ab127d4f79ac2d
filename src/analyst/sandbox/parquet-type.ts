import { identifier } from '../../duckdb/duckdb.ts';
import type { ColumnType } from './column-type.ts';

/**
 * Names the type in which Parquet stores a column's values exactly, if DuckDB would write another. DuckDB writes
 * integers of 128 bits as doubles, intervals without microseconds, and times of day without their offset.
 *
 * @returns SQL to cast to; `undefined` if the column is written as it is.
 */
export function exactParquetType(type: ColumnType): string | undefined {
  switch (type.kind) {
    case 'HUGEINT':
    case 'UHUGEINT':
      return 'decimal(38, 0)';
    case 'INTERVAL':
    case 'TIME_TZ':
      return 'varchar';
    case 'LIST':
    case 'ARRAY':
    case 'MAP':
    case 'STRUCT':
    case 'UNION':
      return exactNested(type);
    default:
      return undefined;
  }
}

function exactNested({ kind, size, children = [] }: ColumnType): string | undefined {
  const exact = children.map(({ type }) => exactParquetType(type));
  if (exact.every((type) => type === undefined)) return undefined;
  const types = children.map(({ type }, index) => exact[index] ?? type.name);
  if (kind === 'LIST') return `${types[0]}[]`;
  if (kind === 'ARRAY') return `${types[0]}[${size}]`;
  if (kind === 'MAP') return `map(${types.join(', ')})`;
  const fields = children.map(({ name }, index) => `${identifier(name)} ${types[index]}`);
  return `${kind.toLowerCase()}(${fields.join(', ')})`;
}
