import type { Database } from '../../duckdb/duckdb.ts';
import { parquetNames } from '../../duckdb/file-rows.ts';

/** Columns of a Parquet file by its schema. */
export interface ParquetSchema {
  /** Names as the file has them: those that DuckDB describes differ where one is there twice. */
  names: string[];
  /** The columns that hold values, in the order of the file. */
  leaves: Leaf[];
}

export interface Leaf {
  /** Place among the columns of the file, from 0 on. */
  topLevel: number;
  /** True if one row can have several values. */
  isRepeated: boolean;
}

/** Reads the names and leaves of the columns from the footer. */
export async function readParquetSchema(database: Database, path: string): Promise<ParquetSchema> {
  const [, ...elements] = await database.rows<{
    name: string;
    children: bigint | null;
    repetition: string;
  }>(
    `select name, cast(num_children as bigint) as children, repetition_type as repetition
     from ${parquetNames(path)} order by column_id`,
  );
  const schema: ParquetSchema = { names: [], leaves: [] };
  const open: { left: number; isRepeated: boolean }[] = [];
  for (const { name, children, repetition } of elements) {
    while (open.at(-1)?.left === 0) open.pop();
    const parent = open.at(-1);
    if (parent === undefined) schema.names.push(name);
    else parent.left--;
    const topLevel = schema.names.length - 1;
    const isRepeated = repetition === 'REPEATED' || (parent?.isRepeated ?? false);
    if (children === null || children === 0n) schema.leaves.push({ topLevel, isRepeated });
    else open.push({ left: Number(children), isRepeated });
  }
  return schema;
}
