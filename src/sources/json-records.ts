import { quoted, quotedList } from '../engines/duckdb.ts';
import { canonicalColumns, isMeasure } from './canonical-columns.ts';
import { type CanonicalSql, translated, wordProblem } from './canonical-sql.ts';
import { type Preset, presets } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

/** A relation of JSON texts: a `select` of line_number and `line`. */
export interface JsonRecords {
  form: 'json';
  sql: string;
  /** The file is one document; the entries of its list are numbered as its lines. */
  isDocument: boolean;
}

/** SQL that reads a source's canonical columns from JSON records. */
export function jsonColumns(source: SourceSettings, records: JsonRecords): CanonicalSql {
  const preset = source.preset === undefined ? undefined : presets[source.preset];
  const paths = new JsonPaths();
  const fields = new Map(
    canonicalColumns[source.kind]
      .filter(({ name }) => !Object.hasOwn(source.constants, name))
      .map(({ name }) => [name, pathsOf(source, preset, name).map((path) => paths.index(path))]),
  );
  const only = preset?.only && { ...preset.only, index: paths.index(preset.only.path) };
  const metrics = Object.entries(preset?.metrics ?? {}).map(([metric, path]) => ({
    metric,
    index: paths.index(path),
  }));
  const text = new Map([...fields].map(([name, indexes]) => [name, firstText(indexes)]));
  const problems = [...fields]
    .filter(([, indexes]) => indexes.length > 0)
    .map(([name, indexes]) => valueProblem(name, indexes, paths));
  problems.push(repeatedKeyProblem(paths));
  if (preset?.lists && text.has('app_id')) {
    text.set('app_id', `coalesce(${text.get('app_id')}, document_app_id)`);
  }
  if (metrics.length > 0) {
    text.set('metric', 'metric');
    text.set('value', 'value');
  }
  if (preset?.words) {
    const raw = text.get(preset.words.column) ?? 'null';
    problems.push(wordProblem(preset.words, raw));
    text.set(preset.words.column, translated(raw, preset.words.map));
  }
  if (only) problems.unshift(commandProblem(only));
  return {
    steps: `${recordSteps(preset, records.isDocument)}, parsed as (
  select line_number, line, record, document_app_id,
    json_extract_string(record, ${paths.sql()}) as texts, json_type(record, ${paths.sql()}) as types,
    json_keys(record, ${quotedList(paths.parents())}) as keys
  from judged)${metricStep(metrics)}`,
    relation: metrics.length > 0 ? 'metrics' : 'parsed',
    text,
    extra: preset ? 'record' : extraOf(paths),
    problem: `case when line is null then no_problem()
    when record is null then problem('', line, 'is not a JSON object')
    else coalesce(${[...problems, 'no_problem()'].join(',\n')}) end`,
    isIgnored: ignored(only, metrics.length > 0),
  };
}

/** JSON paths that one extraction looks up together; SQL lists count from 1. */
class JsonPaths {
  readonly #paths: string[] = [];

  index(path: string): number {
    const at = this.#paths.indexOf(path);
    return at >= 0 ? at + 1 : this.#paths.push(path);
  }

  sql(): string {
    return quotedList(this.#paths);
  }

  /** First names of all paths. */
  keys(): string[] {
    return this.#paths.map((path) => namesOf(path)[0] ?? '');
  }

  /** Name under which the value of an index stands. */
  lastName(index: number): string {
    return namesOf(this.#paths[index - 1] ?? '').at(-1) ?? '';
  }

  /** Paths of the objects that the values stand in, the record itself first. */
  parents(): string[] {
    const parents = this.#paths.map((path) => pathOf(namesOf(path).slice(0, -1)));
    return [...new Set(['$', ...parents])];
  }
}

function pathsOf(source: SourceSettings, preset: Preset | undefined, name: string): string[] {
  const mapped = source.columns[name];
  if (mapped !== undefined) return [jsonPath(mapped)];
  return [...(preset?.columns[name] ?? []), `$.${name}`].filter(
    (path, index, all) => all.indexOf(path) === index,
  );
}

/** `Info.To_Account` → `$."Info"."To_Account"`. */
function jsonPath(dotted: string): string {
  return pathOf(namesOf(dotted));
}

function namesOf(path: string): string[] {
  return path.replace(/^\$\./, '').replaceAll('"', '').split('.');
}

function pathOf(names: readonly string[]): string {
  return `$${names.map((name) => `."${name}"`).join('')}`;
}

function firstText(indexes: readonly number[]): string {
  const texts = indexes.map((index) => `nullif(texts[${index}], '')`);
  return texts.length === 0 ? 'cast(null as varchar)' : `coalesce(${texts.join(', ')})`;
}

/**
 * A value must be text or a number, and one with a fraction only where something is measured: ids
 * 1.5 and 1.50 would become one. Such a number must be read as it is written, which a double cannot
 * promise beyond 15 digits.
 */
function valueProblem(name: string, indexes: readonly number[], paths: JsonPaths): string {
  const checks = indexes.map((index) => {
    const text = `texts[${index}]`;
    const key = quoted(`"${escapedPattern(paths.lastName(index))}"\\s*:\\s*`);
    return `case
    when types[${index}] in ('OBJECT', 'ARRAY', 'BOOLEAN')
      then problem(${quoted(name)}, ${text}, 'is neither text nor a number')
    when types[${index}] = 'DOUBLE' and ${!isMeasure(name)} and not regexp_full_match(${text}, '-?\\d+')
      then problem(${quoted(name)}, ${text}, 'is neither text nor a whole number')
    when types[${index}] = 'DOUBLE' and (
        not regexp_matches(record, ${key} || replace(${text}, '.', '\\.') || '0*[\\s,}]')
        or (contains(${text}, '.') and length(replace(ltrim(${text}, '-0.'), '.', '')) > 15))
      then problem(${quoted(name)}, ${text}, 'is not written as a plain decimal of at most 15 digits')
    else no_problem() end`;
  });
  return `coalesce(${checks.join(', ')})`;
}

function escapedPattern(text: string): string {
  return text.replaceAll(/[^\w\u0080-\uffff]/g, '\\$&');
}

/** Of a key that is there twice nobody can say which value was meant. */
function repeatedKeyProblem(paths: JsonPaths): string {
  const checks = paths.parents().map((_, index) => {
    const keys = `keys[${index + 1}]`;
    return `when len(${keys}) > list_unique(${keys}) then problem('', line, 'names a key twice')`;
  });
  return `case ${checks.join('\n    ')} else no_problem() end`;
}

interface Only {
  path: string;
  index: number;
  values: readonly string[];
  otherwise: RegExp;
}

function commandProblem(only: Only): string {
  const name = only.path.replace('$.', '');
  return `case when texts[${only.index}] is null or not (list_contains(${quotedList(only.values)}, texts[${only.index}])
      or regexp_full_match(texts[${only.index}], ${quoted(only.otherwise.source)}))
    then problem(${quoted(name)}, coalesce(texts[${only.index}], ''), ${quoted(`is not ${only.values.join(' or ')}`)})
    else no_problem() end`;
}

function ignored(only: Only | undefined, hasMetrics: boolean): string {
  const reasons = ['line is null'];
  if (only) {
    reasons.push(
      `(texts[${only.index}] is not null and not list_contains(${quotedList(only.values)}, texts[${only.index}])
        and regexp_full_match(texts[${only.index}], ${quoted(only.otherwise.source)}))`,
    );
  }
  if (hasMetrics) reasons.push('(value is null and record is not null)');
  return `(${reasons.join(' or ')})`;
}

/** Records, out of the lists of documents where the preset has some; only JSON objects are parsed. */
function recordSteps(preset: Preset | undefined, isDocument: boolean): string {
  const judged = `judged as (
  select *,
    case when json_valid(line) then case when json_type(line) = 'OBJECT' then line end end as record
  from lines)`;
  if (!preset?.lists && !isDocument) {
    return `, lines as (select *, cast(null as varchar) as document_app_id from records), ${judged}`;
  }
  const lists = (preset?.lists ?? []).map(
    (path) =>
      `when json_type(line, ${quoted(path)}) = 'ARRAY' then json_extract(line, ${quoted(`${path}[*]`)})`,
  );
  const appIds = (preset?.columns['app_id'] ?? ['$.app_id']).map(
    (path) => `json_extract_string(line, ${quoted(path)})`,
  );
  return `, documents as (
  select *,
    cast(case when not json_valid(line) then null
      when json_type(line) = 'ARRAY' then json_extract(line, '$[*]')
      ${lists.join('\n      ')}
    end as varchar[]) as elements,
    case when json_valid(line) then coalesce(${appIds.join(', ')}) end as document_app_id
  from records),
entries as (
  select line_number as document_number, document_app_id,
    unnest(coalesce(elements, [line])) as line, generate_subscripts(coalesce(elements, [line]), 1) as place
  from documents${isDocument ? '' : emptyListRows}),
lines as (
  select ${isDocument ? 'place' : 'document_number'} as line_number, line, document_app_id from entries),
${judged}`;
}

/** A line whose list is empty is a line all the same. */
const emptyListRows = `
  union all
  select line_number, document_app_id, null, 1 from documents where len(elements) = 0`;

function metricStep(metrics: { metric: string; index: number }[]): string {
  if (metrics.length === 0) return '';
  const rows = metrics.map(
    ({ metric, index }) => `{'metric': ${quoted(metric)}, 'value': nullif(texts[${index}], '')}`,
  );
  return `, metrics as (
  select * exclude (pair), pair.metric as metric, pair.value as value
  from (select *, unnest([${rows.join(', ')}]) as pair from parsed))`;
}

/** The record itself where it holds more than the columns that were looked up. */
function extraOf(paths: JsonPaths): string {
  return `case when len(list_filter(keys[1], lambda key: not list_contains(${quotedList(paths.keys())}, key))) > 0
    then record end`;
}
