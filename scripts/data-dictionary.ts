import type { Database } from '../src/duckdb/duckdb.ts';
import type { RelationEntry } from '../src/duckdb/relation-entries.ts';

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

/** Writes the page docs/data-dictionary.md. */
export function dataDictionary(
  relations: readonly PublishedRelation[],
  entries: ReadonlyMap<string, RelationEntry>,
): string {
  const index = relations.map(
    ({ name }) => `| [\`${name}\`](#${name}) | ${cell(entries.get(name)?.description)} |`,
  );
  return [
    '# Data dictionary',
    '',
    'The relations of the published snapshot `.imbill/analytics.duckdb`. [ask-sql.md](ask-sql.md) says how to query it.',
    'The snapshot holds these texts as comments: `.tables` and `.schema` of the prompt show them, and',
    '`duckdb_columns()` of any DuckDB client. `npm run docs` writes this page from `sql/models.yml`.',
    '',
    '| relation | a row is |',
    '|---|---|',
    ...index,
    ...relations.flatMap((relation) => sectionOf(relation, entries.get(relation.name))),
    '',
  ].join('\n');
}

function sectionOf(
  { name, columns }: PublishedRelation,
  entry: RelationEntry | undefined,
): string[] {
  return [
    '',
    `## ${name}`,
    '',
    `${entry?.description ?? ''} One row for each: ${entry?.grain ?? ''}.`,
    '',
    '| column | type | unit and meaning |',
    '|---|---|---|',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${column.type.toLowerCase()} | ${cell(entry?.columns[column.name])} |`,
    ),
  ];
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|');
}
