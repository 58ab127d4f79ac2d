import { identifier, quoted } from '../../duckdb/duckdb.ts';
import {
  keySentence,
  publishedRelations,
  type RelationEntry,
} from '../../duckdb/relation-entries.ts';
import type { Statement } from './insert-rows.ts';

/**
 * Returns a statement that comments the published relations and columns with the texts of
 * sql/models.yml.
 *
 * @param views Names of the relations that are views.
 */
export function comments(views: readonly string[]): Statement {
  const statements = [...publishedRelations()].flatMap(([name, model]) =>
    commentStatements(name, views.includes(name) ? 'view' : 'table', model),
  );
  return { sql: statements.join(';\n') };
}

function commentStatements(name: string, kind: 'table' | 'view', entry: RelationEntry): string[] {
  // A temporary view of the same name would come first.
  const relation = `published.${identifier(name)}`;
  const ofColumns = Object.entries(entry.columns).map(
    ([column, text]) => `comment on column ${relation}.${identifier(column)} is ${quoted(text)}`,
  );
  return [
    `comment on ${kind} ${relation} is ${quoted(`${entry.description} ${keySentence(entry)}`)}`,
    ...ofColumns,
  ];
}
