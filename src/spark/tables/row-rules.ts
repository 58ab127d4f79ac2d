import { textList, textLiteral } from './text-literal.ts';

/*
 * The rules of sql/staging/macros.sql for Spark. Each function returns an expression; its parameters are names of
 * columns. `problem` is a struct of column_name, value and reason, or null. A test compares the verdicts of both.
 */

const problemType = 'struct<column_name: string, value: string, reason: string>';
const noProblem = `cast(null as ${problemType})`;
const blanks =
  '[ \\t\\n\\f\\r\\p{Z}\\x{85}\\x{115F}\\x{1160}\\x{180E}\\x{200B}-\\x{200F}\\x{2060}\\x{3164}\\x{FEFF}\\x{FFA0}]';
const unseen = '^[\\p{Z}\\p{Cf}\\p{Cc}]|[\\p{Z}\\p{Cf}\\p{Cc}]\\z|[\\x{200B}\\x{FEFF}]';
const longestIdBytes = 16_384;
const longestValue = 200;

/** Returns the problem of a value. */
export function problem(column: string, value: string, reason: string): string {
  const shown = `substring(replace(${value}, chr(0), '\ufffd'), 1, ${longestValue})`;
  return `named_struct('column_name', ${textLiteral(column)}, 'value', ${shown}, 'reason', ${reason})`;
}

/** Returns the first problem of some; null without one. */
export function firstProblem(problems: readonly string[]): string {
  return `coalesce(${[...problems, noProblem].join(', ')})`;
}

/** Returns a problem where a condition holds; a condition that is not known is no problem. */
export function problemWhere(condition: string, found: string): string {
  return `case when ${condition} then ${found} else ${noProblem} end`;
}

/** Returns a condition that a whole text has a pattern. */
export function isLike(text: string, pattern: string): string {
  return `${text} rlike '^(?:${pattern})\\z'`;
}

/** Returns the problem of an instant. `text` is its value as delivered. */
export function timeProblem(text: string, instant: string, acceptedUntil: string): string {
  const until = `timestamp_ntz '${acceptedUntil.replace(/Z$/, '')}'`;
  return `case
    when ${text} is null then ${problem('time', "''", "'is empty'")}
    when ${instant} is null then ${problem('time', text, "'is not a real time'")}
    when ${instant} < timestamp_ntz '2000-01-01' or ${instant} >= timestamp_ntz '2100-01-01'
      then ${problem('time', text, "'is not between the years 2000 and 2100'")}
    when ${instant} >= ${until} then ${problem('time', text, futureReason(acceptedUntil))}
    else ${noProblem} end`;
}

/** Returns the reason of a time that is too late. */
export function futureReason(acceptedUntil: string): string {
  const until = acceptedUntil.replace(/\.\d+(?=Z$)/, '');
  return textLiteral(
    `is in the future: ${until} was the end of what rejects.max_future accepts when the file was loaded`,
  );
}

/** Returns the problem of an app id. */
export function appIdProblem(): string {
  const character = `regexp_extract(app_id, '${unseen}', 0)`;
  const code = `ascii(${character})`;
  const hex = `case when ${code} < 65536 then lpad(hex(${code}), 4, '0') else hex(${code}) end`;
  return firstProblem([
    problemWhere(
      `${trimmed('app_id')} <> app_id`,
      problem('app_id', 'app_id', "'begins or ends with a space'"),
    ),
    problemWhere(
      `${character} <> ''`,
      problem('app_id', 'app_id', `concat('holds the invisible character U+', ${hex})`),
    ),
    idProblem('app_id'),
  ]);
}

/** Returns the problem of the id of a user or a group. */
export function ownIdProblem(column: string, emptyIds: readonly string[]): string {
  const word = trimmed(column);
  const lengths = [...new Set(emptyIds.map((id) => Buffer.byteLength(id)))];
  const isWord =
    emptyIds.length === 0
      ? 'false'
      : `octet_length(${word}) in (${lengths.join(', ')}) and lower(${word}) in ${textList(emptyIds)}`;
  return firstProblem([
    idProblem(column),
    problemWhere(
      `${isWord} or ${isLike(word, `${blanks}+`)}`,
      problem(column, column, "'is a word for an id that is missing'"),
    ),
  ]);
}

function idProblem(column: string): string {
  const found = (reason: string) => problem(column, column, textLiteral(reason));
  return `case
    when ${column} is null then ${problem(column, "''", "'is empty'")}
    when contains(${column}, chr(10)) or contains(${column}, chr(13)) then ${found('holds a line break')}
    when contains(${column}, chr(0)) then ${found('holds a NUL byte')}
    when ${isLike(column, `${blanks}+`)} then ${found('is blank')}
    when octet_length(${column}) > ${longestIdBytes} then ${found(`is longer than ${longestIdBytes} bytes`)}
    else ${noProblem} end`;
}

/** Returns the problem of a text that is not the number it must be. */
export function numberProblem(
  column: string,
  wanted: string,
  digits: number,
  places: number,
): string {
  const isNumber = isLike(column, places === 0 ? '\\d+' : '\\d+(\\.\\d+)?');
  const limit = `is longer than ${digits} digits${places === 0 ? '' : ` before the point and ${places} after it`}`;
  const reason = `case when ${isNumber} then ${textLiteral(limit)} else ${textLiteral(`is not ${wanted}`)} end`;
  return problem(column, column, reason);
}

/** Returns a condition that a result is a word of success. */
export function isSuccess(words: readonly string[]): string {
  // DuckDB's trim takes all spaces of Unicode off, Spark's only the plain one.
  return `lower(regexp_replace(coalesce(result, ''), '^\\p{Zs}+|\\p{Zs}+\\z', '')) in ${textList(words)}`;
}

/** Returns the billing day of an instant, of a zone with a fixed offset. */
export function billingDay(instant: string, offsetMinutes: number): string {
  return `cast(${instant} + make_dt_interval(0, 0, ${offsetMinutes}, 0) as date)`;
}

/** Returns the start of the slot that an instant lies in. Slots are counted from the local midnight. */
export function slotStart(instant: string, slotSeconds: number, offsetMinutes: number): string {
  const micros = `unix_micros(cast(${instant} as timestamp))`;
  const length = slotSeconds * 1_000_000;
  return `cast(timestamp_micros(${micros} - pmod(${micros} + ${offsetMinutes * 60_000_000}, ${length})) as timestamp_ntz)`;
}

function trimmed(column: string): string {
  return `trim(both concat(' ', chr(9)) from ${column})`;
}
