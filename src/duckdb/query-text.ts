import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

const texts = new Map<string, string>();

/**
 * Returns the text of a query of sql/queries. Each file is read once a process.
 *
 * @param name Folder and name of the file without its ending, such as `ledger/last_billed`.
 */
export function queryText(name: string): string {
  const text = texts.get(name) ?? readFileSync(fileOf(name), 'utf8').trimEnd();
  texts.set(name, text);
  return text;
}

function fileOf(name: string): string {
  return join(packageRoot(), 'sql', 'queries', `${name}.sql`);
}
