import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';

/** Entry of a relation in sql/models.yml. */
export interface RelationEntry {
  description: string;
  /** Columns that make a row unique. */
  grain: string;
  /** Unit and meaning of each column, in order. */
  columns: Readonly<Record<string, string>>;
}

let entries: ReadonlyMap<string, RelationEntry> | undefined;

/** Returns the entries of the snapshot's relations by name. They are read once a process. */
export function publishedRelations(): ReadonlyMap<string, RelationEntry> {
  entries ??= readEntries();
  return entries;
}

function readEntries(): ReadonlyMap<string, RelationEntry> {
  const text = readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8');
  // The rest of the file is long, and the snapshot needs only these.
  const [section = ''] = /^published:\n(?:[ #].*\n|\n)*/m.exec(text) ?? [];
  const { published } = parse(section) as { published: Record<string, RelationEntry> };
  return new Map(Object.entries(published));
}
