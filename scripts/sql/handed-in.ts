import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Variables and relations that the program hands in to SQL files, as docs/extend.md lists them. */
export interface HandedIn {
  variables: string[];
  relations: string[];
}

/** Reads the tables below "What SQL files may read" in docs/extend.md. */
export function handedIn(): HandedIn {
  const docs = readFileSync(path.join(import.meta.dirname, '../../docs/extend.md'), 'utf8');
  const [, section = ''] = docs.split(/^## What SQL files may read$/m);
  const tables = section.split(/^## /m)[0]!.split(/^\| variables? /m);
  const [relations = '', variables = ''] = tables;
  return { relations: namesIn(relations), variables: namesIn(variables) };
}

/** Lists the names in the first column of a table. */
function namesIn(table: string): string[] {
  const rows = [...table.matchAll(/^\| (`[^|]*) \|/gm)];
  return rows.flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
}
