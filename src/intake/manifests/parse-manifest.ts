import { exitCodes, UserError } from '../../base/errors.ts';
import { quotedText, visibleCharacters } from '../../base/visible-characters.ts';
import { placeProblems } from '../../yaml/read-yaml.ts';
import type { ListedFile } from './listed-file.ts';

const accepted =
  'Accepted: { "files": [{ "name": "logins-2026-09-01.csv", "size": 1024, "rows": 20, "sha256": "<64 hex digits>" }] }, of which only name is required. Have it delivered again, or leave it out with ignore: in imbill.yaml.';

/** Keys of an entry that mean the same. */
const keys = {
  name: ['name', 'path', 'file', 'key', 'url'],
  bytes: ['bytes', 'size', 'size_bytes', 'content_length'],
  rows: ['rows', 'row_count', 'records', 'record_count'],
  sha256: ['sha256', 'checksum'],
} as const;

type Path = (string | number)[];
type Refuse = (path: Path, problem: string) => UserError;

/**
 * Reads a manifest in JSON: a list of files, or an object with the list as `files` or `entries`. Other keys mean
 * nothing.
 *
 * @param fileName Path of the manifest, for messages.
 * @throws {UserError} (exit 3) With the place of the first problem.
 */
export function parseManifest(text: string, fileName: string): ListedFile[] {
  const document = jsonOf(text, fileName);
  const refuse: Refuse = (path, problem) =>
    new UserError(`${placed(text, fileName, path, problem)}.\n${accepted}`, exitCodes.badInput);
  const listKey = Array.isArray(document)
    ? undefined
    : ['files', 'entries'].find((key) => isObject(document) && Object.hasOwn(document, key));
  const list = listKey === undefined ? document : (document as Record<string, unknown>)[listKey];
  const path = listKey === undefined ? [] : [listKey];
  if (!Array.isArray(list)) throw refuse(path, 'this is no list of files');
  const files = new Map<string, ListedFile>();
  for (const [index, entry] of list.entries()) {
    const file = fileOf(entry, [...path, index], refuse);
    const before = files.get(file.name);
    if (before !== undefined && !isSame(before, file))
      throw refuse([...path, index], `${quotedText(file.name)} is listed before with other values`);
    files.set(file.name, before ?? file);
  }
  return [...files.values()];
}

function jsonOf(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, position === undefined ? text.length : Number(position));
    throw new UserError(
      `${fileName}, line ${before.split('\n').length}: this is no JSON.\n${accepted}`,
      exitCodes.badInput,
      { cause: error },
    );
  }
}

function fileOf(entry: unknown, path: Path, refuse: Refuse): ListedFile {
  if (!isObject(entry)) throw refuse(path, 'this is no file with a name');
  const meta = isObject(entry['meta']) ? entry['meta'] : {};
  const find = (names: readonly string[]) => {
    const key = names.find((name) => Object.hasOwn(entry, name));
    if (key !== undefined) return { path: [...path, key], value: entry[key] };
    const own = names.find((name) => Object.hasOwn(meta, name));
    return own === undefined ? undefined : { path: [...path, 'meta', own], value: meta[own] };
  };
  const count = (names: readonly string[]) => {
    const found = find(names);
    if (found === undefined || found.value === null) return undefined;
    const text = String(found.value);
    const isWhole = ['number', 'string'].includes(typeof found.value) && /^\d{1,15}$/.test(text);
    if (!isWhole) throw refuse(found.path, `${shown(found.value)} is no whole number of 0 or more`);
    return Number(text);
  };
  const name = find(keys.name);
  if (typeof name?.value !== 'string' || name.value === '')
    throw refuse(name?.path ?? path, 'the file has no name');
  const bytes = count(keys.bytes);
  const rows = count(keys.rows);
  const sha256 = hashOf(find(keys.sha256), refuse);
  return {
    name: name.value,
    place: `${path.slice(0, -1).join('.')}[${path.at(-1)}]`,
    ...(bytes === undefined ? {} : { bytes }),
    ...(rows === undefined ? {} : { rows }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function hashOf(
  found: { path: Path; value: unknown } | undefined,
  refuse: Refuse,
): string | undefined {
  if (found === undefined || found.value === null) return undefined;
  const hash = /^(?:sha-?256[:=])?([0-9a-f]{64})$/i.exec(String(found.value))?.[1];
  if (hash !== undefined) return hash.toLowerCase();
  // A checksum of another kind says nothing about a SHA-256.
  if (found.path.at(-1) === 'checksum') return undefined;
  throw refuse(found.path, `${shown(found.value)} is no SHA-256 in hex`);
}

function isSame(a: ListedFile, b: ListedFile): boolean {
  return a.bytes === b.bytes && a.rows === b.rows && a.sha256 === b.sha256;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return visibleCharacters(String(JSON.stringify(value)).slice(0, 80));
}

/** Looking for the place of a problem takes a hundred times the memory of the text. */
const mostPlacedLength = 1024 ** 2;

function placed(text: string, fileName: string, path: Path, message: string): string {
  if (text.length <= mostPlacedLength) {
    try {
      return placeProblems(text, fileName, [{ path, message }]);
    } catch {
      // JSON that YAML cannot read, such as one nested too deeply.
    }
  }
  return `${fileName}: ${path.join('.')}: ${message}`;
}
