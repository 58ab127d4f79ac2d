import { refusal } from './refusal.ts';
import { endOfLines, wholeLines } from './whole-lines.ts';

/** Forms of lines that are read where an entry names none: combined and common of nginx and Apache, and longer ones. */
const commonStart = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';
const usualFormats = [
  `${commonStart} "$http_referer" "$http_user_agent" $rest`,
  `${commonStart} "$http_referer" "$http_user_agent"`,
  commonStart,
];

/** A form of lines that was understood. */
interface LineForm {
  pattern: RegExp;
  names: string[];
}

/** Tells what is wrong with a `log_format`. @returns What is accepted; undefined if nothing is wrong. */
export function logFormatProblem(text: string): string | undefined {
  const form = parseLogFormat(text);
  return typeof form === 'string' ? form : undefined;
}

/**
 * Turns lines of an access log into NDJSON, line by line. A record has a key for each variable with a value, and `time`
 * as RFC 3339. It also has `method` and `path` of the request, and `url`, an object of the parameters of its address.
 * A line of another form becomes a JSON text, which is no record. An empty line, and one that is not UTF-8, stays.
 *
 * @param logFormat Form of the lines in nginx's notation; the usual ones where absent.
 */
export async function* accessLogRecords(
  chunks: AsyncIterable<Buffer>,
  { name, logFormat }: { name: string; logFormat?: string | undefined },
  maxLineBytes: number,
): AsyncGenerator<Buffer> {
  const forms = formsOf(name, logFormat);
  for await (const piece of wholeLines(chunks, { name, endOfLines, maxLineBytes })) {
    const records: Buffer[] = [];
    for (let at = 0; at < piece.length; ) {
      const end = piece.indexOf(0x0a, at);
      const next = end === -1 ? piece.length : end + 1;
      records.push(recordOf(piece.subarray(at, next), forms));
      at = next;
    }
    yield Buffer.concat(records);
  }
}

function formsOf(name: string, logFormat: string | undefined): LineForm[] {
  return (logFormat === undefined ? usualFormats : [logFormat]).map((text) => {
    const form = parseLogFormat(text);
    if (typeof form !== 'string') return form;
    throw refusal(name, 'its log_format cannot be read', form, 'Correct log_format in imbill.yaml');
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns the record of a line, with the line end of the line. */
function recordOf(bytes: Buffer, forms: readonly LineForm[]): Buffer {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return bytes;
  }
  const [, line = '', end = ''] = /^(.*?)(\r?\n?)$/s.exec(text.replace(/^\ufeff/, '')) ?? [];
  if (line === '') return bytes;
  for (const { pattern, names } of forms) {
    const match = pattern.exec(line);
    if (match === null) continue;
    return Buffer.from(JSON.stringify(fieldsOf(names, match.slice(1))) + end);
  }
  return Buffer.from(JSON.stringify(line) + end);
}

/** Parses a `log_format`; returns what is accepted if it is wrong. */
function parseLogFormat(text: string): LineForm | string {
  const pieces = [...text.matchAll(/\$\{(\w+)\}|\$(\w+)|([^$]+|\$)/g)];
  const names: string[] = [];
  let pattern = '';
  for (const [index, [, braced, plain, literal]] of pieces.entries()) {
    const variable = braced ?? plain;
    if (variable === undefined) {
      pattern += escaped(literal ?? '');
      continue;
    }
    if (names.includes(variable)) return `each variable once; here is $${variable} twice`;
    names.push(variable);
    const next = pieces[index + 1];
    const after = next?.[3];
    if (next !== undefined && after === undefined)
      return `a sign between $${variable} and the next variable`;
    pattern += `(${valuePattern(pieces[index - 1]?.[3]?.at(-1), after?.[0])})`;
  }
  if (names.length === 0) return 'variables such as $time_local and "$request"';
  return { pattern: new RegExp(`^${pattern}$`, 's'), names };
}

/** Returns the pattern of a value between two signs. None of them can begin in two places: no line is slow. */
function valuePattern(before: string | undefined, after: string | undefined): string {
  if (before === '"' && after === '"') return String.raw`(?:[^"\\]|\\.)*`;
  return after === undefined ? '.*' : `[^${escaped(after)}]*`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

type Fields = Record<string, unknown>;

/** Returns the keys of a record. A hyphen or nothing is no value. */
function fieldsOf(names: readonly string[], values: readonly string[]): Fields {
  const fields = Object.create(null) as Fields;
  for (const [index, name] of names.entries()) {
    const value = unescaped(values[index] ?? '');
    if (value !== '' && value !== '-') fields[name] = value;
  }
  const time = timeOf(fields);
  if (time !== undefined) fields['time'] ??= time;
  addRequest(fields);
  return fields;
}

/** Decodes what nginx and Apache escape in a value: `\x22`, `\"` and `\\`. */
function unescaped(value: string): string {
  if (!value.includes('\\')) return value;
  const bytes = value.replaceAll(/((?:\\x[\dA-Fa-f]{2})+)|\\(["\\])/g, (_, hex, sign) =>
    hex === undefined ? sign : Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString('utf8'),
  );
  return bytes.includes('\ufffd') ? value : bytes;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const localTime = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;

/** Returns the time of a line as imbill reads it: `18/Sep/2026:20:00:00 +0800` as RFC 3339. */
function timeOf({ time_local, time_iso8601, msec }: Fields): string | undefined {
  const [, day, month = '', year, time, hours, minutes] =
    localTime.exec(String(time_local ?? '')) ?? [];
  const number = months.indexOf(month) + 1;
  if (number > 0)
    return `${year}-${String(number).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`;
  if (typeof time_iso8601 === 'string') return time_iso8601;
  if (typeof time_local === 'string') return time_local;
  return typeof msec === 'string' ? msec.replace(/^(\d{10})\.(\d{3})$/, '$1$2') : undefined;
}

/** Adds `method`, `path` and `url` of the request. */
function addRequest(fields: Fields): void {
  const [, method, target] =
    /^([A-Z]+) (\S+)(?: \S+)?$/.exec(String(fields['request'] ?? '')) ?? [];
  if (method !== undefined) fields['method'] ??= method;
  const address = String(fields['request_uri'] ?? target ?? fields['uri'] ?? '');
  const [path = '', ...query] = address.split('?');
  if (path !== '') fields['path'] ??= path;
  const parameters =
    query.length > 0 ? query.join('?') : (fields['args'] ?? fields['query_string']);
  if (typeof parameters === 'string') fields['url'] ??= parametersOf(parameters);
}

/** Returns the parameters of an address, decoded; of a parameter that comes twice the first. */
function parametersOf(query: string): Fields {
  const found = Object.create(null) as Fields;
  for (const pair of query.replace(/#.*$/s, '').split('&')) {
    const [name = '', ...value] = pair.split('=');
    const key = decoded(name);
    if (key !== '' && !(key in found)) found[key] = decoded(value.join('='));
  }
  return found;
}

/** Decodes a part of an address; one with wrong escapes stays as it is, so that no two become one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Returns the keys of a line of one of the usual forms; undefined for another line. */
export function accessLogFields(line: string): Readonly<Record<string, unknown>> | undefined {
  for (const { pattern, names } of formsOf('', undefined)) {
    const match = pattern.exec(line);
    if (match !== null) return fieldsOf(names, match.slice(1));
  }
  return undefined;
}
