import { quoted, quotedList } from '../../duckdb/duckdb.ts';
import { deliveredColumn, kindTable, type SourceKind } from '../../metrics/source-kinds.ts';
import { applyPreset, type CanonicalSql } from './preset-sql.ts';
import { type Only, type Preset, presetOf } from './presets.ts';
import type { SourceSettings } from './source-settings.ts';

/** A relation of JSON texts: a `select` of line_number and `line`. */
export interface JsonRecords {
  form: 'json';
  sql: string;
  /** The file is one document; the entries of its list are numbered as its lines. */
  isDocument: boolean;
}

/** Builds the SQL that reads the canonical columns of a source from JSON records. */
export function jsonColumns(source: SourceSettings, records: JsonRecords): CanonicalSql {
  const preset = presetOf(source);
  const paths: Looked = { record: new JsonPaths('record'), line: new JsonPaths('line') };
  const fields = new Map(
    kindTable[source.kind].delivered
      .filter(({ name }) => !Object.hasOwn(source.constants, name))
      .map(({ name }) => [name, valuesOf(source, preset, name, paths)]),
  );
  const text = new Map([...fields].map(([name, values]) => [name, firstText(values)]));
  const metrics = Object.entries(preset?.metrics ?? {}).map(([metric, path]) => ({
    metric,
    value: paths.record.value(jsonPath(path)),
  }));
  const commands = new Map(
    preset?.only?.map((rule) => [rule.path, ruleText(rule, preset, paths)] as const),
  );
  const extracted = [paths.record, paths.line].filter((some) => !some.isEmpty);
  const problems = [...fields]
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => valueProblem(source.kind, name, values));
  problems.push(...extracted.map(repeatedKeyProblem));
  const ignored = ['line is null'];
  const request = requestStep(preset, text.get('app_id'));
  if (preset?.lists && text.has('app_id')) {
    text.set('app_id', `coalesce(${text.get('app_id')}, document_app_id)`);
  }
  const hasBodies = (preset?.request?.bodies.length ?? 0) > 0;
  for (const [name, parameter] of Object.entries(preset?.request?.parameters ?? {})) {
    if (!text.has(name) || source.columns[name] !== undefined) continue;
    const beside = hasBodies ? pathsOf(preset, name) : [];
    text.set(name, orOfRequest(text.get(name)!, parameter, beside));
  }
  if (metrics.length > 0) {
    text.set('metric', 'metric');
    text.set('value', 'value');
    ignored.push('(value is null and record is not null)');
  }
  if (preset !== undefined) {
    const conditions = applyPreset(preset, text, ({ path }) => commands.get(path));
    problems.unshift(...conditions.rules);
    problems.push(...conditions.words);
    ignored.push(...conditions.ignored.map((one) => `(record is not null and ${one})`));
  }
  const isLog = source.format === 'access-log';
  return {
    steps: `${recordSteps(preset, records.isDocument)}, parsed as (
  select *, ${extracted.map((some) => some.sql()).join(', ')}
  from judged)${request}${metricStep(metrics)}`,
    relation: metrics.length > 0 ? 'metrics' : request === '' ? 'parsed' : 'requested',
    text,
    extra: preset ? 'line' : extraOf(paths.record),
    problem: `case when line is null then no_problem()
    when record is null then problem('', ${isLog ? "coalesce(json_extract_string(line, '$'), line)" : 'line'}, ${quoted(noRecord(source))})
    else coalesce(${[...problems, 'no_problem()'].join(',\n')}) end`,
    isIgnored: `(${ignored.join(' or ')})`,
  };
}

/** Returns the reason of a line without a record. */
function noRecord(source: SourceSettings): string {
  if (source.format === 'access-log') return 'is not of the form of the access log';
  const root = presetOf(source)?.root;
  return root === undefined
    ? 'is not a JSON object'
    : `has no JSON object at ${root}, which the preset names as root`;
}

/** Paths that are looked up in the record, and in the line around it. */
interface Looked {
  record: JsonPaths;
  line: JsonPaths;
}

/** SQL of one value that is looked up. */
interface JsonValue {
  text: string;
  type: string;
  /** SQL of the JSON text that contains it, and its name there. */
  source: string;
  name: string;
}

/** JSON paths that one extraction from a column looks up together; SQL lists count from 1. */
class JsonPaths {
  readonly #column: string;
  readonly #paths: string[] = [];

  constructor(column: string) {
    this.#column = column;
  }

  get isEmpty(): boolean {
    return this.#paths.length === 0;
  }

  value(path: string): JsonValue {
    const at = this.#paths.indexOf(path);
    const index = at >= 0 ? at + 1 : this.#paths.push(path);
    return {
      text: `${this.#column}_texts[${index}]`,
      type: `${this.#column}_types[${index}]`,
      source: this.#column,
      name: namesOf(path).at(-1) ?? '',
    };
  }

  /** Returns the select list of all texts and types, and of the keys of each of `parents`. */
  sql(): string {
    const column = this.#column;
    const json = column === 'record' ? column : `case when record is not null then ${column} end`;
    const paths = quotedList(this.#paths);
    return `json_extract_string(${json}, ${paths}) as ${column}_texts, json_type(${json}, ${paths}) as ${column}_types,
    json_keys(${json}, ${quotedList(this.#parents())}) as ${column}_keys`;
  }

  /** Returns SQL of the first names of all paths. */
  firstNames(): string {
    return quotedList(this.#paths.map((path) => namesOf(path)[0] ?? ''));
  }

  /** Returns SQL of the key lists of the objects around the values, the whole record first. */
  keyLists(): string[] {
    return this.#parents().map((_, index) => `${this.#column}_keys[${index + 1}]`);
  }

  #parents(): string[] {
    const parents = this.#paths.map((path) => pathOf(namesOf(path).slice(0, -1)));
    return [...new Set(['$', ...parents])];
  }
}

/**
 * Lists the places of a canonical column; the first with a value counts. Names under `columns` replace those of
 * the preset, but a time is used only if the record has none of its own.
 */
function valuesOf(
  source: SourceSettings,
  preset: Preset | undefined,
  name: string,
  { record, line }: Looked,
): JsonValue[] {
  const isInLine = preset?.root !== undefined;
  const own = pathsOf(preset, name).flatMap((path) =>
    isInLine ? [record.value(path), line.value(path)] : [record.value(path)],
  );
  const mapped = source.columns[name];
  if (mapped === undefined) return own;
  const path = jsonPath(mapped);
  const isAround = isInLine || preset?.request !== undefined;
  const named = isAround ? [line.value(path), record.value(path)] : [record.value(path)];
  return preset && name === 'time' ? [...own, ...named] : named;
}

function pathsOf(preset: Preset | undefined, name: string): string[] {
  return [...new Set([...(preset?.columns[name] ?? []), name])].map(jsonPath);
}

/** Turns `Info.To_Account` into `$."Info"."To_Account"`. */
export function jsonPath(dotted: string): string {
  return pathOf(namesOf(dotted));
}

function namesOf(path: string): string[] {
  return path.replace(/^\$\./, '').replaceAll('"', '').split('.');
}

function pathOf(names: readonly string[]): string {
  return `$${names.map((name) => `."${name}"`).join('')}`;
}

function firstText(values: readonly JsonValue[]): string {
  const texts = values.map(({ text }) => `nullif(${text}, '')`);
  return texts.length === 0 ? 'cast(null as varchar)' : `coalesce(${texts.join(', ')})`;
}

/**
 * Returns SQL of the problem of a value that is neither text nor a number, or a result. Only measures may have
 * a fraction: ids 1.5 and 1.50 would become one. A number must be written in at most 15 digits, as a double
 * cannot hold more.
 */
function valueProblem(kind: SourceKind, name: string, values: readonly JsonValue[]): string {
  const isMeasure = deliveredColumn(kind, name)?.holds === 'measure';
  const wrongTypes = ['OBJECT', 'ARRAY', ...(name === 'result' ? [] : ['BOOLEAN'])];
  const checks = values.map(({ text, type, source, name: key }) => {
    const pattern = quoted(`"${escapedPattern(key)}"\\s*:\\s*`);
    return `case
    when list_contains(${quotedList(wrongTypes)}, ${type})
      then problem(${quoted(name)}, ${text}, 'is neither text nor a number')
    when ${type} = 'DOUBLE' and ${!isMeasure} and not regexp_full_match(${text}, '-?\\d+')
      then problem(${quoted(name)}, ${text}, 'is neither text nor a whole number')
    when ${type} = 'DOUBLE' and (
        not regexp_matches(${source}, ${pattern} || replace(${text}, '.', '\\.') || '0*[\\s,}]')
        or (contains(${text}, '.') and length(replace(ltrim(${text}, '-0.'), '.', '')) > 15))
      then problem(${quoted(name)}, ${text}, 'is not written as a plain decimal of at most 15 digits')
    else no_problem() end`;
  });
  return `coalesce(${checks.join(', ')})`;
}

function escapedPattern(text: string): string {
  return text.replaceAll(/[^\w\u0080-\uffff]/g, '\\$&');
}

/** Returns SQL of the problem of a key that occurs twice: nobody can say which value was meant. */
function repeatedKeyProblem(paths: JsonPaths): string {
  const checks = paths.keyLists().map((keys) => {
    return `when len(${keys}) > list_unique(${keys}) then problem('', line, 'names a key twice')`;
  });
  return `case ${checks.join('\n    ')} else no_problem() end`;
}

/** Returns SQL of the value of a rule, in the record or else in the line around it. */
function ruleText(
  { path, parameter }: Only,
  { request, root }: Preset,
  { record, line }: Looked,
): string {
  const own = record.value(jsonPath(path));
  const text = firstText(root === undefined ? [own] : [own, line.value(jsonPath(path))]);
  return request && parameter !== undefined ? orOfRequest(text, parameter, []) : text;
}

/**
 * Returns a step that adds `address`, the address of the request with its parameters, if the record may need
 * them. It is empty for a preset without requests.
 */
function requestStep(preset: Preset | undefined, appId = "''"): string {
  if (preset?.request === undefined) return '';
  const { addresses, parameters } = preset.request;
  const isNeeded = parameters['app_id']
    ? `(${appId} is null or contains(line, ${quoted(`${parameters['app_id']}=`)}))`
    : 'true';
  return `, requested as (
  select *, case
      when record is not null and ${isNeeded}
        then array_to_string(json_extract_string(line, ${quotedList(addresses.map(jsonPath))}), ' ')
    end as address
  from parsed)`;
}

/** Returns SQL of a record's own text; without one that of its line, or of a parameter of its request. */
function orOfRequest(own: string, parameter: string, paths: readonly string[]): string {
  const pattern = `(?i)(?:^|[?&;"\\s])${parameter}"?\\s*[=:]\\s*\\[?"?([^&#\\s",}\\]]+)`;
  const ofAddress = `case when address is not null then nullif(url_decode(regexp_extract(address, ${quoted(pattern)}, 1)), '') end`;
  const beside = `case when is_body then list_filter(json_extract_string(line, ${quotedList(paths)}), lambda found: found <> '')[1] end`;
  return `case when ${own} is not null then ${own} else coalesce(${[...(paths.length > 0 ? [beside] : []), ofAddress].join(', ')}) end`;
}

/**
 * Returns the steps that take records out of the lists of documents, if the preset has some. Only JSON objects
 * are parsed.
 */
function recordSteps(preset: Preset | undefined, isDocument: boolean): string {
  const judged = judgedSteps(preset);
  if (!preset?.lists && !isDocument) {
    return `, lines as (select *, cast(null as varchar) as document_app_id from records), ${judged}`;
  }
  const lists = (preset?.lists ?? [])
    .map(jsonPath)
    .map(
      (path) =>
        `when json_type(line, ${quoted(path)}) = 'ARRAY' then json_extract(line, ${quoted(`${path}[*]`)})`,
    );
  const appIds = (preset?.columns['app_id'] ?? ['app_id'])
    .map(jsonPath)
    .map((path) => `json_extract_string(line, ${quoted(path)})`);
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

/** Returns the step `judged`, which adds `record`: the line, its root, or the body of a request in it. */
function judgedSteps(preset: Preset | undefined): string {
  if (preset?.request && preset.request.bodies.length > 0) return bodySteps(preset);
  const root = preset?.root;
  const text =
    root === undefined
      ? 'line'
      : `case when json_valid(line) then json_extract_string(line, ${quoted(jsonPath(root))}) end`;
  return `judged as (
  select *, ${objectText(text)} as record
  from lines)`;
}

/**
 * Returns the steps that take records out of the bodies of requests. A line without a command may hold its
 * record as an object or as text.
 */
function bodySteps({ only, request }: Preset): string {
  const bodies = request!.bodies.map(jsonPath);
  const ofBody = bodies.map(
    (path, index) => `case shapes[${index + 3}]
        when 'OBJECT' then cast(json_extract(line, ${quoted(path)}) as varchar)
        when 'VARCHAR' then ${objectText(`json_extract_string(line, ${quoted(path)})`)}
      end`,
  );
  return `shaped as (
  select *, case when json_valid(line) then json_type(line, ${quotedList(['$', jsonPath(only![0]!.path), ...bodies])}) end as shapes
  from lines),
unpacked as (
  select *, case when shapes[1] = 'OBJECT' and shapes[2] is null then coalesce(${ofBody.join(',\n      ')}) end as body
  from shaped),
judged as (
  select *, case when shapes[1] = 'OBJECT' then coalesce(body, line) end as record, body is not null as is_body
  from unpacked)`;
}

/** Returns SQL of a text, null if it is no JSON object. */
function objectText(text: string): string {
  return `case when json_valid(${text}) then case when json_type(${text}) = 'OBJECT' then ${text} end end`;
}

/** A line whose list is empty is a line all the same. */
const emptyListRows = `
  union all
  select line_number, document_app_id, null, 1 from documents where len(elements) = 0`;

function metricStep(metrics: { metric: string; value: JsonValue }[]): string {
  if (metrics.length === 0) return '';
  const rows = metrics.map(
    ({ metric, value }) => `{'metric': ${quoted(metric)}, 'value': nullif(${value.text}, '')}`,
  );
  return `, metrics as (
  select * exclude (pair), pair.metric as metric, pair.value as value
  from (select *, unnest([${rows.join(', ')}]) as pair from parsed))`;
}

/** Returns SQL of the record if it holds more than the columns that were looked up. */
function extraOf(paths: JsonPaths): string {
  return `case when len(list_filter(${paths.keyLists()[0]}, lambda key: not list_contains(${paths.firstNames()}, key))) > 0
    then record end`;
}
