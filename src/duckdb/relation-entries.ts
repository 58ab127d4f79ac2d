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
let chinese: ReadonlyMap<string, string> | undefined;

/** Returns the entries of the snapshot's relations by name. They are read once a process. */
export function publishedRelations(): ReadonlyMap<string, RelationEntry> {
  entries ??= readSection<RelationEntry>('published');
  return entries;
}

/** Returns what a row of each of the snapshot's relations is, in Chinese. They are read once a process. */
export function publishedRelationsInChinese(): ReadonlyMap<string, string> {
  chinese ??= readSection<string>('published_zh');
  return chinese;
}

/** Reads one section: the rest of the file is long. */
function readSection<Entry>(name: string): ReadonlyMap<string, Entry> {
  const text = readFileSync(join(packageRoot(), 'sql', 'models.yml'), 'utf8');
  const [section = ''] = new RegExp(`^${name}:\\n(?:[ #].*\\n|\\n)*`, 'm').exec(text) ?? [];
  const sections = parse(section) as Record<string, Record<string, Entry>>;
  return new Map(Object.entries(sections[name] ?? {}));
}
