import type { Database } from '../src/duckdb/duckdb.ts';

/** Relation of the snapshot, as DuckDB describes it. */
export interface PublishedRelation {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
}

/** Lists all relations of the current database by name. */
export async function relationsOf(database: Database): Promise<PublishedRelation[]> {
  const relations = await database.rows<{ name: string; comment: string }>(
    `select table_name as name, coalesce(comment, '') as comment from duckdb_tables() where not internal
     union all select view_name, coalesce(comment, '') from duckdb_views() where not internal order by name`,
  );
  const columns = await database.rows<Record<'relation' | 'name' | 'type' | 'comment', string>>(
    `select table_name as relation, column_name as name, data_type as type, coalesce(comment, '') as comment
     from duckdb_columns() where not internal order by table_name, column_index`,
  );
  return relations.map((relation) => ({
    ...relation,
    columns: columns
      .filter((column) => column.relation === relation.name)
      .map(({ name, type, comment }) => ({ name, type, comment })),
  }));
}
