import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest-name.ts';
import { packageRoot } from '../../base/package-root.ts';
import { type Output, printJson, printText } from '../../command-line/output.ts';
import { textTable } from '../../command-line/text-table.ts';
import { type QueryHeader, queryHeader } from '../../duckdb/query-header.ts';
import { visibleText } from '../results/visible-text.ts';

/** A query that comes with imbill. */
export interface Example extends QueryHeader {
  name: string;
  sql: string;
}

/** In the order of their names; none where the folder is not there. */
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
 * The query of an example.
 *
 * @throws {UserError} (exit 2) If there is none of that name.
 */
export async function exampleText(name: string): Promise<string> {
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

/** Lists the examples: for people, or all that is known of them as JSON. */
export async function listExamples(output: Output, isJson: boolean): Promise<void> {
  const examples = await readExamples();
  if (isJson) return printJson(output, { examples });
  const rows = examples.map(({ name, question, parameters }) => [
    name,
    question,
    parameters.map((parameter) => parameter.name).join(', '),
  ]);
  const columns = [{ title: 'example' }, { title: 'question' }, { title: 'parameters' }];
  printText(
    output,
    `${textTable(columns, rows)}\nRun one: imbill sql --example NAME [--param month=2026-09]\n`,
  );
}
