import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';

/** What sql/models.yml says of a relation. */
export interface RelationDoc {
  description: string;
  /** What makes a row its own. */
  grain: string;
  /** Column → unit and meaning, in their order. */
  columns: Readonly<Record<string, string>>;
}

let models: ReadonlyMap<string, RelationDoc> | undefined;

/** What is said of the relations of the snapshot, by name. Read once a process. */
export function relationDocs(): ReadonlyMap<string, RelationDoc> {
  models ??= readModels();
  return models;
}

function readModels(): ReadonlyMap<string, RelationDoc> {
  const text = readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8');
  const { published } = parse(text) as { published: Record<string, RelationDoc> };
  return new Map(Object.entries(published));
}
