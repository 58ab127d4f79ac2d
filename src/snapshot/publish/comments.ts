import { identifier, quoted } from '../../duckdb/duckdb.ts';
import { type RelationDoc, relationDocs } from '../../duckdb/relation-docs.ts';
import type { Statement } from './insert-rows.ts';

/**
 * One statement that comments each relation of the database `published` and its columns with what
 * sql/models.yml says.
 *
 * @param views Names of those that are no tables.
 */
export function comments(views: readonly string[]): Statement {
  const statements = [...relationDocs()].flatMap(([name, model]) =>
    commentStatements(name, views.includes(name) ? 'view' : 'table', model),
  );
  return { sql: statements.join(';\n') };
}

function commentStatements(
  name: string,
  kind: 'table' | 'view',
  { description, grain, columns }: RelationDoc,
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
