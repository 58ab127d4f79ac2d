import type { SqlSandbox } from '../sandbox/sql-sandbox.ts';

/** Published relations and SQL keywords, for completion and help. */
export interface Catalog {
  relations: Relation[];
  keywords: string[];
}

export interface Relation {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
}

/** Answers a query with rows of texts. */
export type AskTexts = (sql: string) => Promise<string[][]>;

/** Reads the catalogue from the sandbox that answers queries. */
export async function readCatalog(sandbox: SqlSandbox): Promise<Catalog> {
  const relations = await readRelations((sql) => texts(sandbox, sql));
  const keywords = await texts(sandbox, keywordsQuery);
  return { relations, keywords: keywords.map(([word = '']) => word) };
}

/** Reads the published relations with their comments, sorted by name. */
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

async function texts(sandbox: SqlSandbox, sql: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const chunk of (await sandbox.query(sql)).chunks) {
    for (let row = 0; row < chunk.rows; row++) {
      rows.push(chunk.columns.map((values) => String(values[row])));
    }
  }
  return rows;
}
