import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';

/** The documentation of a relation in sql/models.yml. */
export interface RelationDoc {
  description: string;
  /** Columns that make a row unique. */
  grain: string;
  /** Units and meanings by column, in their order. */
  columns: Readonly<Record<string, string>>;
}

let models: ReadonlyMap<string, RelationDoc> | undefined;

/** Returns the documentation of all published relations, by name. Reads the file once a process. */
export function relationDocs(): ReadonlyMap<string, RelationDoc> {
  models ??= readModels();
  return models;
}

function readModels(): ReadonlyMap<string, RelationDoc> {
  const text = readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8');
  const { published } = parse(text) as { published: Record<string, RelationDoc> };
  return new Map(Object.entries(published));
}
