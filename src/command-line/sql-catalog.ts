import type { SqlSandbox } from '../analyst/sandbox/sql-sandbox.ts';

/** What a prompt completes and explains. */
export interface Catalog {
  relations: Relation[];
  keywords: string[];
}

export interface Relation {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
}

/** Answers a query with texts, row by row. */
export type AskTexts = (sql: string) => Promise<string[][]>;

/** What there is to complete, from the engine that answers. */
export async function readCatalog(engine: SqlSandbox): Promise<Catalog> {
  const relations = await readRelations((sql) => texts(engine, sql));
  const keywords = await texts(engine, keywordsQuery);
  return { relations, keywords: keywords.map(([word = '']) => word) };
}

/** The published relations with their comments, in their order. */
export async function readRelations(ask: AskTexts): Promise<Relation[]> {
  const relations = new Map<string, Relation>();
  for (const [name = '', comment = ''] of await ask(relationsQuery)) {
    relations.set(name, { name, comment, columns: [] });
  }
  for (const [relation = '', name = '', type = '', comment = ''] of await ask(columnsQuery)) {
    relations.get(relation)?.columns.push({ name, type, comment });
  }
  return [...relations.values()];
}

const relationsQuery = `select table_name, coalesce(comment, '') from duckdb_tables()
  where database_name = 'published' and not internal
  union all
  select view_name, coalesce(comment, '') from duckdb_views()
  where database_name = 'published' and not internal
  order by 1`;

const columnsQuery = `select table_name, column_name, data_type, coalesce(comment, '')
  from duckdb_columns() where database_name = 'published' and not internal
  order by table_name, column_index`;

const keywordsQuery = `select keyword_name from duckdb_keywords()
  where keyword_category in ('reserved', 'type_function') order by 1`;

async function texts(engine: SqlSandbox, sql: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const chunk of (await engine.query(sql)).chunks) {
    for (let row = 0; row < chunk.rows; row++) {
      rows.push(chunk.columns.map((values) => String(values[row])));
    }
  }
  return rows;
}
