import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../base/package-root.ts';

/** Entry of a relation in sql/models.yml. */
export interface RelationEntry {
  description: string;
  /** Columns that make a row unique and are never null. */
  primary_key?: string;
  /** Columns that make a row unique, if one of them may be null. */
  grain?: string;
  /** Unit and meaning of each column, in order. */
  columns: Readonly<Record<string, string>>;
}

/** Returns the sentence about the columns that make a row of a relation unique. */
export function keySentence({ primary_key, grain }: RelationEntry): string {
  return primary_key === undefined ? `Grain: ${grain}.` : `Primary key: ${primary_key}.`;
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
