import type { Database } from '../src/duckdb/duckdb.ts';
import type { RelationEntry } from '../src/duckdb/relation-entries.ts';
import { relationPictures } from './relation-pictures.ts';

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
    'Three types are the same everywhere. A month is text, `YYYY-MM`. An instant is a `timestamptz`; `at time zone (from zone)` makes',
    'the local time of it. An amount is a `decimal(38, 2)`, and a quantity or price a `decimal(38, 9)`.',
    '',
    'A primary key is unique and never null. A grain is unique, but some of its columns may be null. DuckDB does not check them;',
    'the tests of imbill do.',
    '',
    '| relation | a row is |',
    '|---|---|',
    ...index,
    '',
    '## Pictures',
    '',
    'A line joins two relations by the column on it. Relations with several rows of one customer, app or order, each for some',
    'days, have a fork at both ends: [choose the row of the day](ask-sql.md#joins-by-the-day).',
    ...relationPictures(relations, entries),
    ...relations.flatMap((relation) => sectionOf(relation, entries.get(relation.name))),
    '',
  ].join('\n');
}

function sectionOf(
  { name, columns }: PublishedRelation,
  entry: RelationEntry | undefined,
): string[] {
  const key = keyOf(entry);
  return [
    '',
    `## ${name}`,
    '',
    `${entry?.description ?? ''}${entry?.grain === undefined ? '' : ` One row for each: ${entry.grain}.`}`,
    '',
    '| column | key | type | unit and meaning |',
    '|---|---|---|---|',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${key.includes(column.name) ? 'key' : ''} | ${typeName(column.type)} | ${cell(entry?.columns[column.name])} |`,
    ),
  ];
}

/** Returns the columns of a relation's primary key; none if it has a grain. */
function keyOf(entry: RelationEntry | undefined): string[] {
  return entry?.primary_key?.split(', ') ?? [];
}

function typeName(type: string): string {
  return type.toLowerCase().replace('timestamp with time zone', 'timestamptz');
}

function cell(text = ''): string {
  return text.replaceAll('|', '\\|');
}
