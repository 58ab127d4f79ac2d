import { exitCodes, UserError } from '../../base/errors.ts';
import { quotedText } from '../../base/visible-characters.ts';
import type { ListedFile } from './listed-file.ts';

const accepted =
  'Accepted: lines of sha256sum, such as "<64 hex digits>  logins-2026-09-01.csv", or of sha256sum --tag. Have the file delivered again, or leave it out with ignore: in imbill.yaml.';

/**
 * Reads the lines of `sha256sum`, also of `--binary`, `--tag` and `--zero`. Empty lines and comments mean nothing.
 *
 * @param fileName Path of the file, for messages. A lone hash belongs to the file without `.sha256`.
 * @throws {UserError} (exit 3) With the first line that is none of these, or that contradicts an earlier one.
 */
export function parseChecksums(text: string, fileName: string): ListedFile[] {
  const isZero = text.includes('\0');
  const lines = isZero ? text.split('\0') : text.split('\n').map((line) => line.replace(/\r$/, ''));
  const files = new Map<string, ListedFile>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || (!isZero && line.startsWith('#'))) continue;
    const refuse = (problem: string) =>
      new UserError(`${fileName}, line ${index + 1}: ${problem}.\n${accepted}`, exitCodes.badInput);
    const read = readLine(line, isZero) ?? loneHash(line, fileName);
    if (read === undefined) throw refuse(`${quotedText(line.slice(0, 80))} is no checksum`);
    const before = files.get(read.name);
    if (before !== undefined && before.sha256 !== read.sha256)
      throw refuse(`${quotedText(read.name)} has another hash than in ${before.place}`);
    files.set(read.name, before ?? { ...read, place: `line ${index + 1}` });
  }
  return [...files.values()];
}

type Checksum = Required<Pick<ListedFile, 'name' | 'sha256'>>;

function readLine(line: string, isZero: boolean): Checksum | undefined {
  const isEscaped = !isZero && line.startsWith('\\');
  const plain = isEscaped ? line.slice(1) : line;
  const usual = /^([0-9a-f]{64}) [ *](.+)$/is.exec(plain);
  const tagged = /^SHA256 \((.+)\) = ([0-9a-f]{64})$/is.exec(plain);
  const [name, hash] = usual ? [usual[2]!, usual[1]!] : [tagged?.[1], tagged?.[2]];
  if (name === undefined || hash === undefined) return undefined;
  return { name: isEscaped ? unescaped(name) : name, sha256: hash.toLowerCase() };
}

const escapes: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

function unescaped(name: string): string {
  return name.replaceAll(/\\[\\nr]/g, (written) => escapes[written]!);
}

function loneHash(line: string, fileName: string): Checksum | undefined {
  const hash = /^\s*([0-9a-f]{64})\s*$/i.exec(line)?.[1];
  if (hash === undefined || !/\.sha256$/i.test(fileName)) return undefined;
  const name = fileName.slice(fileName.lastIndexOf('/') + 1).slice(0, -'.sha256'.length);
  return { name, sha256: hash.toLowerCase() };
}
