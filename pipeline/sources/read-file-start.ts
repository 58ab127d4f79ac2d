import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { readContentStart } from '../../src/intake/bytes/content-start.ts';
import {
  deliveredFormat,
  type EntryFormat,
  entryFormats,
  isWorkbook,
} from '../../src/intake/bytes/delivered-format.ts';
import { refusal } from '../../src/intake/bytes/refusal.ts';
import { listZip } from '../../src/intake/bytes/zip-content.ts';
import { isZip, memberName } from '../../src/intake/bytes/zip-name.ts';
import { damagedZip, isHidden } from '../../src/intake/records/delivered-zip.ts';

/** Bytes of a text that are looked at. A document and Parquet are read whole. */
const mostBytes = 1024 ** 2;
const mostDocumentBytes = 256 * 1024 ** 2;

/** The start of a file, without its compression. */
export interface FileStart {
  /** Name for messages: the file, or the first file in a zip file. */
  name: string;
  /** Name that tells how its content is written, without folders and compression. */
  plainName: string;
  /** Other files in the zip file. */
  others: string[];
  bytes: Buffer;
  isWhole: boolean;
  /** Format that the extension tells. */
  told: EntryFormat | undefined;
}

/**
 * Reads the start of a file, of a zip file that of its first file.
 *
 * @throws {UserError} If it cannot be read.
 */
export async function readFileStart(path: string): Promise<FileStart> {
  const [first, ...others] = await membersOf(path);
  const name = first === undefined ? path : memberName(path, first);
  const label = basename(first ?? path);
  const plainName = label.replace(/\.(gz|zst)$/i, '');
  if (isWorkbook(plainName)) deliveredFormat(name);
  const told = formatOf(plainName);
  const isPiece = told === 'json' || told === 'parquet';
  const { compression } = deliveredFormat(`${label}`, 'csv');
  const limit = isPiece ? mostDocumentBytes : mostBytes;
  const start = await readContentStart({ path, name, compression }, limit);
  if (start.bytes.length === 0)
    throw refusal(
      name,
      'the file is empty, so nothing tells how it is written',
      'a file with at least one line',
      'Try another file of the same system',
    );
  return { name, plainName, others, told, ...start };
}

async function membersOf(path: string): Promise<string[]> {
  if (!isZip(path)) return [];
  const members = await listZip(path).catch(() => []);
  const delivered = members.filter((member) => !isHidden(member));
  if (delivered.length === 0) throw await damagedZip(path, path);
  return delivered;
}

function formatOf(plainName: string): EntryFormat | undefined {
  const told: Readonly<Record<string, EntryFormat>> = { tsv: 'csv', jsonl: 'ndjson' };
  const extension = extname(plainName).slice(1).toLowerCase();
  const format = told[extension] ?? extension;
  return entryFormats.find((one) => one === format);
}

/** Returns the globs that an entry for a file and its like would have. */
export function globFor(path: string, root: string): string {
  const below = relative(root, path).split(sep).join('/');
  const folder = below.startsWith('..') ? 'logs' : dirname(below);
  const [, extension = ''] = /((?:\.[A-Za-z]+)?\.[A-Za-z]+)$/.exec(basename(path)) ?? [];
  const name = extension === '' ? basename(path) : `*${extension}`;
  return folder === '.' ? name : join(folder, name).split(sep).join('/');
}
