import { isBillingDay } from '../../calendar/billing-day.ts';
import { quoted, quotedList } from '../../duckdb/duckdb.ts';

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
] as const;

/** Part of a time that a token stands for. */
type Part = 'year' | 'month' | 'day' | 'hour' | 'half' | 'minute' | 'second' | 'fraction' | 'zone';

interface Token {
  part: Part;
  /** Pattern of its text, without groups. */
  pattern: string;
  /** True if its text may have one digit or two. */
  isOpen?: true;
}

const twoDigits = String.raw`\d{2}`;
const oneOrTwo = String.raw`\d{1,2}`;

/** Tokens of a time format, as spreadsheets and JavaScript libraries write them. */
const tokens: Readonly<Record<string, Token>> = {
  YYYY: { part: 'year', pattern: String.raw`\d{4}` },
  MMM: { part: 'month', pattern: `(?i:${months.join('|')})` },
  MM: { part: 'month', pattern: twoDigits },
  M: { part: 'month', pattern: oneOrTwo, isOpen: true },
  DD: { part: 'day', pattern: twoDigits },
  D: { part: 'day', pattern: oneOrTwo, isOpen: true },
  HH: { part: 'hour', pattern: String.raw`(?:[01]\d|2[0-3])` },
  H: { part: 'hour', pattern: String.raw`(?:2[0-3]|[01]?\d)`, isOpen: true },
  hh: { part: 'hour', pattern: '(?:0[1-9]|1[0-2])' },
  h: { part: 'hour', pattern: '(?:1[0-2]|0?[1-9])', isOpen: true },
  mm: { part: 'minute', pattern: String.raw`[0-5]\d` },
  m: { part: 'minute', pattern: String.raw`[0-5]?\d`, isOpen: true },
  ss: { part: 'second', pattern: String.raw`[0-5]\d` },
  s: { part: 'second', pattern: String.raw`[0-5]?\d`, isOpen: true },
  SSS: { part: 'fraction', pattern: String.raw`\d{3}` },
  A: { part: 'half', pattern: '(?i:am|pm|上午|下午)' },
  Z: { part: 'zone', pattern: String.raw`(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)` },
};

/** A time format that was understood. */
interface TimeFormat {
  /** Pattern of the whole text, with a group for each part. */
  pattern: string;
  /** Part → number of its group, from 1. */
  groups: ReadonlyMap<Part, number>;
  has12Hours: boolean;
}

/**
 * Tells what is wrong with a time format such as `YYYY/M/D H:mm`.
 *
 * @param holds What the column holds: an instant, or a day.
 * @returns What is accepted, for a message; undefined if nothing is wrong.
 */
export function timeFormatProblem(text: string, holds: 'instant' | 'day'): string | undefined {
  const format = parseFormat(text);
  if (typeof format === 'string') return format;
  const { groups, has12Hours } = format;
  const needed: Part[] = ['year', 'month', 'day', ...(holds === 'day' ? [] : hourAndMinute)];
  const lacks = needed.filter((part) => !groups.has(part));
  if (lacks.length > 0) return `a format with ${lacks.join(', ')}, such as ${examples[holds]}`;
  if (holds === 'day' && groups.size > 3)
    return `a format of a day without a time, such as ${examples.day}`;
  if (has12Hours !== groups.has('half')) return 'h or hh together with A, or H or HH without it';
  if (groups.has('fraction') && !groups.has('second')) return 'SSS only after seconds';
  return undefined;
}

const hourAndMinute = ['hour', 'minute'] as const;
const examples = { instant: 'YYYY/M/D H:mm', day: 'YYYY/M/D' };

/**
 * Returns SQL that turns a text of one of the formats into RFC 3339, or into `YYYY-MM-DD` for a format of a day. Any
 * other text stays as it is.
 */
export function readableTime(formats: readonly string[], expression: string): string {
  return `coalesce(${[...formats.map((format) => rewritten(format, expression)), expression].join(', ')})`;
}

/** Returns SQL of the problem of a text that has none of the formats, or names a day that does not exist. */
export function timeFormatCheck(
  formats: readonly string[],
  column: string,
  expression: string,
): string {
  const texts = formats.map((format) => rewritten(format, expression)).join(', ');
  const reason = `is not a real time of the form ${formats.join(' or ')}`;
  return `case when ${expression} is not null
      and try_cast(substring(coalesce(${texts}), 1, 19) as timestamp) is null
    then problem(${quoted(column)}, ${expression}, ${quoted(reason)}) else no_problem() end`;
}

/** Tells whether a text has a format, and names a day that exists. */
export function isOfTimeFormat(format: string, text: string): boolean {
  const parsed = parseFormat(format);
  if (typeof parsed === 'string') return false;
  const found = new RegExp(`^${parsed.pattern.replaceAll('(?i:', '(?:')}$`, 'i').exec(text);
  if (found === null) return false;
  const textOf = (part: Part) => found[parsed.groups.get(part) ?? -1] ?? '';
  const named = months.findIndex((name) => name.toLowerCase() === textOf('month').toLowerCase());
  const month = String(named < 0 ? textOf('month') : named + 1).padStart(2, '0');
  return isBillingDay(`${textOf('year')}-${month}-${textOf('day').padStart(2, '0')}`);
}

/** Returns SQL of the text of one format in RFC 3339; null for any other text. */
function rewritten(text: string, expression: string): string {
  const format = parseFormat(text);
  if (typeof format === 'string') throw new RangeError(`${text}: accepted: ${format}`);
  const { pattern, groups, has12Hours } = format;
  const group = (part: Part) =>
    `regexp_extract(${expression}, ${quoted(pattern)}, ${groups.get(part)})`;
  const padded = (part: Part) => `lpad(${group(part)}, 2, '0')`;
  const date = [group('year'), monthText(group('month')), padded('day')].join(" || '-' || ");
  if (!groups.has('hour')) return matching(expression, pattern, date);
  const hour = has12Hours ? hourOfHalf(group('hour'), group('half')) : padded('hour');
  const second = groups.has('second') ? padded('second') : "'00'";
  const time = [hour, padded('minute'), second].join(" || ':' || ");
  const fraction = groups.has('fraction') ? ` || '.' || ${group('fraction')}` : '';
  const zone = groups.has('zone')
    ? ` || regexp_replace(${group('zone')}, '^(.\\d\\d)(\\d\\d)$', '\\1:\\2')`
    : '';
  return matching(expression, pattern, `${date} || 'T' || ${time}${fraction}${zone}`);
}

function matching(expression: string, pattern: string, text: string): string {
  return `case when regexp_full_match(${expression}, ${quoted(pattern)}) then ${text} end`;
}

/** Returns SQL of the two digits of a month that is written as a number or by its English name. */
function monthText(text: string): string {
  const names = quotedList(months.map((name) => name.toLowerCase()));
  return `lpad(coalesce(cast(list_position(${names}, lower(${text})) as varchar), ${text}), 2, '0')`;
}

function hourOfHalf(hour: string, half: string): string {
  return `lpad(cast(cast(${hour} as integer) % 12
      + case when lower(${half}) in ('pm', '下午') then 12 else 0 end as varchar), 2, '0')`;
}

/** Parses a format. A text in square brackets stands for itself. Returns what is accepted if it is wrong. */
function parseFormat(text: string): TimeFormat | string {
  const groups = new Map<Part, number>();
  let pattern = '';
  let isOpen = false;
  let has12Hours = false;
  for (const [piece] of text.matchAll(/\[[^\]]*\]|([A-SU-Za-z])\1*|./gsu)) {
    const token = Object.hasOwn(tokens, piece) ? tokens[piece] : undefined;
    if (token === undefined) {
      if (/^[A-SU-Za-z]/.test(piece))
        return `the tokens ${Object.keys(tokens).join(' ')}; other letters in square brackets`;
      const literal = piece.replace(/^\[(.*)\]$/su, '$1');
      pattern += literal.replaceAll(/[!-/:-@[-`{-~]/g, (sign) => `\\${sign}`);
      isOpen = false;
      continue;
    }
    const { part } = token;
    if (groups.has(part)) return `each part once; here is the ${part} twice`;
    if (isOpen && part !== 'half' && part !== 'zone')
      return `a sign before ${piece}, or a token of a fixed length such as MM before it`;
    groups.set(part, groups.size + 1);
    pattern += `(${token.pattern})`;
    isOpen = token.isOpen ?? false;
    has12Hours ||= piece.startsWith('h');
  }
  return { pattern, groups, has12Hours };
}
