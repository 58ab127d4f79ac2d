import { type Database, identifier, quoted } from '../../engines/duckdb.ts';
import { publishedModels, type SqlModel } from '../../engines/sql-models.ts';

/** Comments each relation of the database `published` and its columns with what sql/models.yml says. */
export async function commentAll(database: Database): Promise<void> {
  const relations = await database.rows<{ name: string; is_view: boolean }>(
    `select table_name as name, false as is_view from duckdb_tables()
       where database_name = 'published' and not internal
     union all select view_name, true from duckdb_views()
       where database_name = 'published' and not internal`,
  );
  const statements = relations.flatMap(({ name, is_view }) => {
    const model = publishedModels().get(name);
    return model === undefined ? [] : commentStatements(name, is_view ? 'view' : 'table', model);
  });
  if (statements.length > 0) await database.run(statements.join(';\n'));
}

function commentStatements(
  name: string,
  kind: 'table' | 'view',
  { description, grain, columns }: SqlModel,
): string[] {
  // A temporary view of the same name would come first.
  const relation = `published.${identifier(name)}`;
  const ofColumns = Object.entries(columns).map(
    ([column, text]) => `comment on column ${relation}.${identifier(column)} is ${quoted(text)}`,
  );
  return [
    `comment on ${kind} ${relation} is ${quoted(`${description} Grain: ${grain}.`)}`,
    ...ofColumns,
  ];
}
