import {
  type DuckDBArrayType,
  type DuckDBDecimalType,
  type DuckDBListType,
  type DuckDBMapType,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBUnionType,
} from '@duckdb/node-api';

/** The type of a result's column as plain data, which passes from one process to another. */
export interface ColumnType {
  /** Name in DuckDB, such as `DECIMAL(38,9)` or `STRUCT("a" INTEGER)`. */
  name: string;
  /** Name of its family in DuckDB, such as `DECIMAL` or `STRUCT`. */
  kind: keyof typeof DuckDBTypeId;
  /** Digits of a decimal, and how many of them are after the point. */
  width?: number;
  scale?: number;
  /** Length of an array. */
  size?: number;
  /** Parts of the type: an element of a list or array, key and value of a map, fields of a struct or union. */
  children?: { name: string; type: ColumnType }[];
}

/**
 * Converts a type of DuckDB's binding.
 *
 * @param type As DuckDB's own binding describes it.
 */
export function columnTypeOf(type: DuckDBType): ColumnType {
  return {
    name: String(type),
    kind: DuckDBTypeId[type.typeId] as keyof typeof DuckDBTypeId,
    ...detailsOf(type),
  };
}

function detailsOf(type: DuckDBType): Partial<ColumnType> {
  switch (type.typeId) {
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      return { width, scale };
    }
    case DuckDBTypeId.LIST:
      return { children: [child('element', (type as DuckDBListType).valueType)] };
    case DuckDBTypeId.ARRAY: {
      const { length, valueType } = type as DuckDBArrayType;
      return { size: length, children: [child('element', valueType)] };
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as DuckDBMapType;
      return { children: [child('key', keyType), child('value', valueType)] };
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      return { children: entryNames.map((name, index) => child(name, entryTypes[index]!)) };
    }
    case DuckDBTypeId.UNION: {
      const { memberTags, memberTypes } = type as DuckDBUnionType;
      return { children: memberTags.map((name, index) => child(name, memberTypes[index]!)) };
    }
    default:
      return {};
  }
}

function child(name: string, type: DuckDBType): { name: string; type: ColumnType } {
  return { name, type: columnTypeOf(type) };
}
