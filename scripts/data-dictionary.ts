import type { Database } from '../src/duckdb/duckdb.ts';
import type { RelationDoc } from '../src/duckdb/relation-docs.ts';

/** A relation of the snapshot, as DuckDB describes it. */
export interface PublishedRelation {
  name: string;
  comment: string;
  columns: { name: string; type: string; comment: string }[];
}

/** All relations of the current database, by name. */
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

/** The page docs/data-dictionary.md. */
export function dataDictionary(
  relations: readonly PublishedRelation[],
  models: ReadonlyMap<string, RelationDoc>,
): string {
  const index = relations.map(
    ({ name }) => `| [\`${name}\`](#${name}) | ${cell(models.get(name)?.description)} |`,
  );
  return [
    '# Data dictionary',
    '',
    'What the published snapshot `.imbill/analytics.duckdb` holds, relation by relation; how to ask it is in',
    '[ask-sql.md](ask-sql.md). The same texts are comments in the snapshot itself: `.tables` and `.schema` of the',
    'prompt show them, and `duckdb_columns()` of any DuckDB client. Made from `sql/models.yml` by `npm run docs`.',
    '',
    '| relation | a row is |',
    '|---|---|',
    ...index,
    ...relations.flatMap((relation) => sectionOf(relation, models.get(relation.name))),
    '',
  ].join('\n');
}

function sectionOf({ name, columns }: PublishedRelation, model: RelationDoc | undefined): string[] {
  return [
    '',
    `## ${name}`,
    '',
    `${model?.description ?? ''} One row for each: ${model?.grain ?? ''}.`,
    '',
    '| column | type | unit and meaning |',
    '|---|---|---|',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${column.type.toLowerCase()} | ${cell(model?.columns[column.name])} |`,
    ),
  ];
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|');
}
