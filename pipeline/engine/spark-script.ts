import { sha256Of } from '../../src/base/sha256.ts';
import type { Month } from '../../src/calendar/month.ts';
import { quoted } from '../../src/duckdb/duckdb.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import { paritySettings } from '../../src/spark/fixed-settings.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { remarkRelations } from '../measure/measurement.ts';
import type { Job } from '../measure/plan-jobs.ts';
import { remarkQueries } from '../measure/spark-remarks.ts';
import {
  hashOfStatements,
  type SparkStatements,
  segmentsSchema,
  sparkStatements,
} from '../measure/spark-statements.ts';

/** Month of a script, its rules, and the folder of its result. */
export interface Planned {
  month: Month;
  sql: SqlFiles;
  /** Absolute, as this machine sees it. */
  result: string;
}

/** Script that counts a month, and what its result must name to be recorded. */
export interface SparkScript {
  text: string;
  /** Hash of what is counted: segments and statements. */
  basis: string;
}

/** Name of the folder with one row about the whole result. It is written last. */
export const aboutFolder = 'about';

/** Returns the folder of a part of the result: rows, or the remarks of a source. */
export function partFolder(index: number, part: 'rows' | 'conflicts' | 'unclear'): string {
  return `${index}-${part}`;
}

/**
 * Writes the script that counts some jobs with `spark-sql -f`.
 *
 * @param result Folder for the result, as this machine sees it.
 */
export async function sparkScript(
  jobs: readonly Job[],
  { month, sql, result }: Planned,
  spark: SparkEngine,
): Promise<SparkScript> {
  const folder = (name: string) => quoted(spark.pathForSpark(`${result}/${name}`));
  const parts: string[] = [];
  const hashes: string[] = [];
  for (const [index, { source, metrics, inputs, name }] of jobs.entries()) {
    const cached = { paths: [], rows: 0 };
    const relations = source === 'bandwidth' ? remarkRelations({ sql }) : [];
    const statements = await sparkStatements({ sql, source, metrics, month, cached }, relations);
    hashes.push(hashOfStatements(statements), name, ...inputs.map((input) => input.inputs));
    const paths = inputs.flatMap((input) => input.paths).map((path) => spark.pathForSpark(path));
    parts.push(
      `-- ${name}`,
      lakeView(source, paths),
      ...inOrder(statements),
      writeTo(folder(partFolder(index, 'rows')), statements.query),
      ...remarksOf(relations, index, folder),
    );
  }
  const basis = sha256Of(hashes.join('\n'));
  const rows = jobs.map(
    (_, index) => `(select count(*) from parquet.${unquoted(folder(partFolder(index, 'rows')))})`,
  );
  const about = `select ${quoted(month)} as month, ${quoted(basis)} as basis, version() as version, ${rows.join(' + ')} as row_count`;
  const settings = { ...spark.settings.settings, ...paritySettings };
  const statements = [
    ...Object.entries(settings).map(([key, value]) => `set ${key}=${value}`),
    ...parts,
    '-- Written last: a result without it is not complete.',
    writeTo(folder(aboutFolder), about),
  ];
  const text = statements.map((one) => (one.startsWith('--') ? one : `${one};`)).join('\n\n');
  return { text: `${text}\n`, basis };
}

function inOrder({ inputs, sets, views }: SparkStatements): string[] {
  return [...inputs, ...sets, ...views];
}

/** SQL has one path for a view: a pattern that names each file. */
function lakeView(source: Job['source'], paths: readonly string[]): string {
  const start = commonFolder(paths);
  const names = paths.map((path) => path.slice(start.length));
  const pattern = names.length === 1 ? paths[0]! : `${start}{${names.join(',')}}`;
  return `create or replace temporary view lake_${source} (${segmentsSchema(source)})
using parquet options (path ${quoted(pattern)})`;
}

function commonFolder([first = '', ...others]: readonly string[]): string {
  let start = first.slice(0, first.lastIndexOf('/') + 1);
  while (!others.every((path) => path.startsWith(start)))
    start = start.slice(0, start.lastIndexOf('/', start.length - 2) + 1);
  return start;
}

function remarksOf(
  relations: readonly string[],
  index: number,
  folder: (name: string) => string,
): string[] {
  const { conflicts, views, unclear } = remarkQueries(relations);
  if (conflicts === undefined) return [];
  return [
    writeTo(folder(partFolder(index, 'conflicts')), conflicts),
    ...views,
    ...(unclear === undefined ? [] : [writeTo(folder(partFolder(index, 'unclear')), unclear)]),
  ];
}

function writeTo(folder: string, query: string): string {
  return `insert overwrite directory ${folder} using parquet\n${query}`;
}

function unquoted(literal: string): string {
  return `\`${literal.slice(1, -1)}\``;
}
