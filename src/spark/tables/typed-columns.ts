import { exitCodes, UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest-name.ts';
import { quotedText } from '../../base/visible-characters.ts';
import { mapColumns } from '../../intake/records/delivered-lines.ts';
import { type TableSource, tablePath } from '../../intake/records/table-sources.ts';
import { type ColumnContent, kindTable } from '../../metrics/source-kinds.ts';
import { isLike, problem, problemWhere } from './row-rules.ts';
import { textLiteral } from './text-literal.ts';

/** A column of a table as Spark describes it. */
export interface TableColumn {
  name: string;
  /** Spark's name of the type, such as `decimal(20,6)`. */
  type: string;
}

/** Columns of a table as the checks read them. */
export interface TypedColumns {
  /** Select list with every canonical column as text, and `instant` for a kind with times. */
  selected: string[];
  /** Problems that are known by the types. */
  problems: string[];
  /** Canonical column → column of the table with its type. */
  mapping: Record<string, TableColumn>;
}

/**
 * Maps the columns of a table to canonical ones by `columns:` or by name, and returns how each is read.
 *
 * @param zoneMinutes Offset of local times from UTC; undefined where the source names no zone.
 * @param sparkVersion Such as `4.3.0`.
 * @throws {UserError} (exit 3) If a column is missing, or its type cannot hold its values exactly.
 */
export function typeColumns(
  source: TableSource,
  columns: readonly TableColumn[],
  { zoneMinutes, sparkVersion }: { zoneMinutes: number | undefined; sparkVersion: string },
): TypedColumns {
  const mapping = mapTable(source, columns);
  const selected: string[] = [];
  const problems: string[] = [];
  for (const { name, holds } of kindTable[source.kind].delivered) {
    const column = mapping[name];
    if (column !== undefined) assertType(source, name, column, holds);
    if (name === 'time') selected.push(`${instantOf(source, column, zoneMinutes)} as instant`);
    selected.push(`${textOfCanonical(source, name, column)} as ${quotedName(name)}`);
    if (column !== undefined) problems.push(...problemsOfType(name, column, holds, sparkVersion));
  }
  return { selected, problems, mapping };
}

/** Returns the text of a canonical column; null where the table has none or it is empty. */
function textOfCanonical(
  source: TableSource,
  name: string,
  column: TableColumn | undefined,
): string {
  const constant = source.constants[name];
  if (constant !== undefined) return textLiteral(constant);
  return column === undefined ? 'cast(null as string)' : `nullif(${textOf(column)}, '')`;
}

function problemsOfType(
  name: string,
  { type }: TableColumn,
  holds: ColumnContent,
  sparkVersion: string,
): string[] {
  if (hasPlaces(type) && holds !== 'measure') {
    const found = problem(name, name, "'is not a whole number'");
    return [problemWhere(`contains(${name}, '.')`, found)];
  }
  if (!/string|char/i.test(type)) return [];
  const bytes = `cast(${name} as binary)`;
  // Since Spark 4 decode fails for other encodings, and Spark 3 has no is_valid_utf8.
  const isOther = /^[0-3]\./.test(sparkVersion)
    ? `${bytes} <> encode(decode(${bytes}, 'UTF-8'), 'UTF-8')`
    : `not is_valid_utf8(${name})`;
  return [problemWhere(isOther, problem(name, `hex(${bytes})`, "'is not UTF-8'"))];
}

/** Returns a name of a column as Spark quotes it. */
function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function mapTable(
  source: TableSource,
  columns: readonly TableColumn[],
): Record<string, TableColumn> {
  const names = columns.map(({ name }) => name);
  const { found, missing } = mapColumns(source, names);
  const twice = [...found.values()].find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined)
    throw refuse(
      source,
      `the column ${quotedText(twice)} is there twice`,
      'columns whose names differ',
      'Write a select that names each column once',
    );
  if (missing.length > 0) {
    const wanted = missing.map((name) => {
      const delivered = source.columns[name] ?? name;
      const nearest = nearestName(delivered, names);
      return `${quotedText(delivered)}${nearest === undefined ? '' : ` (did you mean ${quotedText(nearest)}?)`}`;
    });
    throw refuse(
      source,
      `there is no column ${wanted.join(', ')}; found: ${names.slice(0, 50).map(quotedText).join(', ')}`,
      kindTable[source.kind].delivered
        .map(({ name, isRequired }) => (isRequired ? name : `${name} (optional)`))
        .join(', '),
      `Map the names with columns: in the source of ${source.kind} in imbill.yaml`,
    );
  }
  const byName = new Map(columns.map((column) => [column.name, column]));
  return Object.fromEntries(
    [...found].flatMap(([name, delivered]) =>
      Object.hasOwn(source.constants, name) ? [] : [[name, byName.get(delivered)!]],
    ),
  );
}

const text = 'string|varchar\\(\\d+\\)|char\\(\\d+\\)|string collate \\w+';
const whole = 'tinyint|smallint|int|bigint|decimal\\(\\d+,\\d+\\)';
const further: Readonly<Record<ColumnContent, string>> = {
  time: '|date|timestamp|timestamp_ntz',
  id: '',
  measure: '',
  word: '|boolean',
};

function assertType(
  source: TableSource,
  canonical: string,
  { name, type }: TableColumn,
  holds: ColumnContent,
): void {
  const types = `${text}|${whole}${further[holds]}`;
  if (new RegExp(`^(${types})$`, 'i').test(type)) return;
  throw refuse(
    source,
    `column ${quotedText(name)} is of the type ${type}, which cannot hold ${canonical} exactly`,
    'string or whole numbers for ids, string, whole numbers, timestamp or timestamp_ntz for times, string or decimal for measures',
    `Write a select that casts it, such as: select cast(${name} as ${holds === 'measure' ? 'decimal(24, 9)' : 'string'}) as ${canonical}, …`,
  );
}

function hasPlaces(type: string): boolean {
  return /^decimal\(\d+,[1-9]\d*\)$/.test(type);
}

/** Returns the text of a column. Instants are RFC 3339; decimals have no zeros at their end. */
function textOf({ name, type }: TableColumn): string {
  const column = quotedName(name);
  if (type === 'timestamp')
    return `concat(replace(cast(cast(${column} as timestamp_ntz) as string), ' ', 'T'), 'Z')`;
  if (type === 'timestamp_ntz') return `replace(cast(${column} as string), ' ', 'T')`;
  if (hasPlaces(type)) return `regexp_replace(cast(${column} as string), '\\.?0+$', '')`;
  return `cast(${column} as string)`;
}

/** Returns the instant of a time in UTC, a timestamp without zone; null for a text that is none. */
function instantOf(
  source: TableSource,
  column: TableColumn | undefined,
  zoneMinutes: number | undefined,
): string {
  if (column === undefined)
    return instantOfText(textLiteral(source.constants['time'] ?? ''), zoneMinutes);
  const { name, type } = column;
  const value = quotedName(name);
  if (type === 'timestamp') return `cast(${value} as timestamp_ntz)`;
  if (type === 'timestamp_ntz') {
    if (zoneMinutes !== undefined) return toUtc(value, zoneMinutes);
    throw refuse(
      source,
      `column ${quotedText(name)} is of the type timestamp_ntz, a local time without an offset`,
      'timestamp, or timestamp_ntz with the time_zone of the source',
      'Set time_zone of the source in imbill.yaml, such as Etc/UTC or Asia/Shanghai',
    );
  }
  if (type === 'date') return 'cast(null as timestamp_ntz)';
  return instantOfText(textOf(column), zoneMinutes);
}

const dateTime = '\\d{4}-\\d{2}-\\d{2}[Tt ]([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?';

function instantOfText(value: string, zoneMinutes: number | undefined): string {
  // Cut, not rounded, to microseconds.
  const local = (shown: string) =>
    `try_cast(replace(upper(substring(${shown}, 1, 26)), 'T', ' ') as timestamp_ntz)`;
  const offset = `(case when left(right(${value}, 6), 1) = '-' then -1 else 1 end
    * (60 * try_cast(left(right(${value}, 5), 2) as int) + try_cast(right(${value}, 2) as int)))`;
  const ofZone =
    zoneMinutes === undefined
      ? ''
      : `when ${isLike(value, dateTime)} then ${toUtc(local(value), zoneMinutes)}`;
  return `case
    when ${isLike(value, `${dateTime}[Zz]`)} then ${local(`left(${value}, length(${value}) - 1)`)}
    when ${isLike(value, `${dateTime}[+-]([01]\\d|2[0-3]):[0-5]\\d`)}
      then ${toUtc(local(`left(${value}, length(${value}) - 6)`), offset)}
    when ${isLike(value, '\\d{10}')} then cast(timestamp_seconds(try_cast(${value} as bigint)) as timestamp_ntz)
    when ${isLike(value, '\\d{13}')} then cast(timestamp_millis(try_cast(${value} as bigint)) as timestamp_ntz)
    ${ofZone}
  end`;
}

function toUtc(local: string, minutes: number | string): string {
  return `${local} - make_dt_interval(0, 0, ${minutes}, 0)`;
}

/** Builds the error that refuses a table. */
export function refuse(
  source: TableSource,
  seen: string,
  accepted: string,
  nextStep: string,
): UserError {
  return new UserError(
    `${tablePath(source)}: ${seen}.\nAccepted: ${accepted}.\n${nextStep}.`,
    exitCodes.badInput,
  );
}
