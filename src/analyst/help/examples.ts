import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest-name.ts';
import { packageRoot } from '../../base/package-root.ts';
import { type QueryHeader, queryHeader } from '../../duckdb/query-header.ts';
import { visibleText } from '../results/visible-text.ts';

/** A query that comes with imbill. */
export interface Example extends QueryHeader {
  name: string;
  sql: string;
}

/** Reads all examples, sorted by name; none if the folder is missing. */
export async function readExamples(
  folder: string = join(packageRoot(), 'sql', 'examples'),
): Promise<Example[]> {
  const files = await readdir(folder).catch((): string[] => []);
  const names = files.filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (file) => {
      const sql = await readFile(join(folder, file), 'utf8');
      return { name: file.replace(/\.sql$/, ''), ...queryHeader(sql), sql };
    }),
  );
}

/**
 * Reads the query of an example.
 *
 * @throws {UserError} (exit 2) If there is no example of that name.
 */
export async function readExample(name: string): Promise<string> {
  const examples = await readExamples();
  const example = examples.find((one) => one.name === name);
  if (example) return example.sql;
  const names = examples.map((one) => one.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  throw new UserError(
    `There is no example "${visibleText(name)}"${hint}.\nAccepted: ${names.join(', ')}.`,
    exitCodes.wrongUsage,
  );
}
