import { identifier, quoted } from '../../duckdb/duckdb.ts';
import { kindTable } from '../../metrics/source-kinds.ts';
import { type JsonRecords, jsonColumns } from './json-records.ts';
import { applyPreset, type CanonicalSql } from './preset-sql.ts';
import { presetOf } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';
import { readableTime, timeFormatCheck } from './time-format.ts';

/**
 * A relation with one row a delivered record, as read from its file: `line_number` and either the
 * delivered columns as text, or the record as JSON text.
 */
export type DeliveredRecords = TextRecords | JsonRecords;

export interface TextRecords {
  form: 'columns';
  /** Workspace-relative path of the file, for messages. */
  file: string;
  /**
   * Builds the query of the relation `delivered_lines` for sql/staging: line_number, every canonical column as
   * text, `extra` (other columns, as JSON text), `line_problem` and `is_ignored`.
   */
  sql: string;
  columns: TextColumn[];
  /** SQL of problems that are known by how the columns are delivered. */
  problems?: string[];
}

export interface TextColumn {
  /** Name as delivered. */
  name: string;
  /** SQL for the column's text; null where it is empty. */
  expression: string;
}

/** Delivered columns from which the canonical ones are read. */
export interface ColumnMapping {
  /** Canonical name → delivered name, for those that are there. */
  found: Map<string, string>;
  /** Canonical names that must be there and are not. */
  missing: string[];
}

/** Maps delivered columns to canonical ones: by `columns:`, by the preset's names, or by name. */
export function mapColumns(source: SourceSettings, delivered: readonly string[]): ColumnMapping {
  const found = new Map<string, string>();
  for (const { name } of kindTable[source.kind].delivered) {
    const deliveredName = deliveredNames(source, name).find((wanted) => delivered.includes(wanted));
    if (deliveredName !== undefined) found.set(name, deliveredName);
  }
  const { metrics, request } = (needsJson(source) && source.ownPreset) || {};
  const made = [...(metrics ? ['metric', 'value'] : []), ...Object.keys(request?.parameters ?? {})];
  const isThere = (name: string) =>
    found.has(name) || made.includes(name) || Object.hasOwn(source.constants, name);
  const missing = kindTable[source.kind].delivered
    .filter(({ name, isRequired }) => (isRequired || isNeeded(source, name)) && !isThere(name))
    .map(({ name }) => name);
  const { needsOneOf } = kindTable[source.kind];
  if (needsOneOf.length > 0 && !needsOneOf.some(isThere)) missing.push(needsOneOf[0]!);
  return { found, missing };
}

/** Tells whether a file needs the column: words of success need results. */
function isNeeded({ success }: SourceSettings, name: string): boolean {
  return name === 'result' && success !== undefined;
}

/**
 * A `select` that gives the relation `delivered_lines` of the staging queries: line_number, every
 * canonical column as text, `extra` (the columns that have no canonical name, as JSON text),
 * `line_problem` and `is_ignored`.
 */
export function deliveredLinesSql(source: SourceSettings, records: DeliveredRecords): string {
  const read = records.form === 'columns' && needsJson(source) ? asJsonRecords(records) : records;
  const columns = read.form === 'json' ? jsonColumns(source, read) : textColumns(source, read);
  const timeProblem = readTimes(source, columns.text);
  const constants = new Map(
    Object.entries(source.constants).map(([name, value]) => [name, quoted(value)]),
  );
  const canonical = kindTable[source.kind].delivered.map(({ name }) => {
    const expression = constants.get(name) ?? columns.text.get(name) ?? 'cast(null as varchar)';
    return `${expression} as ${identifier(name)}`;
  });
  return `with records as (${read.sql})${columns.steps}
select line_number, ${canonical.join(', ')}, ${columns.extra} as extra,
  ${timeProblem === undefined ? columns.problem : `coalesce(${columns.problem}, ${timeProblem})`} as line_problem, ${columns.isIgnored} as is_ignored
from ${columns.relation}`;
}

/**
 * Makes the times of an entry with `time_format` readable in `text`.
 *
 * @returns SQL of the problem of a time of another form; undefined if all forms are accepted.
 */
function readTimes(
  { kind, timeFormats, constants }: SourceSettings,
  text: Map<string, string>,
): string | undefined {
  const column = kindTable[kind].delivered.find(({ holds }) => holds === 'time')!.name;
  const expression = text.get(column);
  if (timeFormats === undefined || expression === undefined) return undefined;
  if (Object.hasOwn(constants, column)) return undefined;
  text.set(column, readableTime(timeFormats, expression));
  return timeFormatCheck(timeFormats, column, expression);
}

/** Tells whether a preset says more of a record than the columns of a text can have. */
function needsJson({ ownPreset }: SourceSettings): boolean {
  const { root, lists, metrics, request } = ownPreset ?? {};
  return [root, lists, metrics, request].some((rule) => rule !== undefined);
}

/** Turns lines of named columns into JSON records of texts. */
export function asJsonRecords({ columns, sql }: TextRecords): JsonRecords {
  const fields = columns.map(({ name, expression }) => `${quoted(name)}, ${expression}`);
  const line = `cast(json_object(${fields.join(', ')}) as varchar) as line`;
  return { form: 'json', isDocument: false, sql: `select line_number, ${line} from (${sql})` };
}
/** Each column takes memory for 2,048 rows at a time. Of wider files the rest is not stored. */
export const mostFurtherColumns = 256;

function textColumns(source: SourceSettings, records: TextRecords): CanonicalSql {
  const { found } = mapColumns(
    source,
    records.columns.map(({ name }) => name),
  );
  const expressionOf = new Map(records.columns.map(({ name, expression }) => [name, expression]));
  const used = new Set(found.values());
  const extras = records.columns.filter(({ name }) => !used.has(name)).slice(0, mostFurtherColumns);
  const text = new Map(
    [...found].map(([name, delivered]) => [name, expressionOf.get(delivered) ?? 'null']),
  );
  const { rules, words, ignored } = applyPreset(presetOf(source) ?? {}, text, ({ path }) =>
    expressionOf.get(path),
  );
  const problems = [...(records.problems ?? []), ...rules, ...words];
  return {
    steps: '',
    relation: 'records',
    text,
    extra:
      extras.length === 0
        ? 'cast(null as varchar)'
        : `cast(json_object(${extras.map(({ name, expression }) => `${quoted(name)}, ${expression}`).join(', ')}) as varchar)`,
    problem: problems.length > 0 ? `coalesce(${problems.join(', ')})` : 'no_problem()',
    isIgnored: ignored.length > 0 ? `(${ignored.join(' or ')})` : 'false',
  };
}

/** Lists the names that a canonical column may have in a file, the first one first. */
export function deliveredNames(source: SourceSettings, canonical: string): string[] {
  const mapped = source.columns[canonical];
  if (mapped !== undefined) return [mapped];
  return [...(presetOf(source)?.columns[canonical] ?? []), canonical];
}
