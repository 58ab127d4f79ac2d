import { isUtf8 } from 'node:buffer';
import { accessLogFields } from '../bytes/access-log.ts';
import type { TextEncoding } from '../bytes/decoded-text.ts';
import type { EntryFormat } from '../bytes/delivered-format.ts';
import { decodeWindows1252 } from '../bytes/windows-1252.ts';

/** How a text is written. */
export interface GuessedText {
  text: string;
  encoding: TextEncoding;
  format: EntryFormat;
  /** Between the columns of CSV. */
  delimiter: string;
}

/**
 * Guesses the encoding and the format of a text.
 *
 * @param bytes The whole text or its start.
 * @param told Format that the extension tells.
 */
export function guessText(bytes: Buffer, told: EntryFormat | undefined): GuessedText {
  const encoding = guessEncoding(bytes);
  const text = decodedLoosely(bytes, encoding);
  const format = guessFormat(text, told);
  return { text, encoding, format, delimiter: format === 'csv' ? guessDelimiter(text) : ',' };
}

function guessEncoding(bytes: Buffer): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16';
  const start = bytes.subarray(0, 512);
  const nuls = [0, 1].map(
    (side) => start.filter((byte, at) => at % 2 === side && byte === 0).length,
  );
  const most = Math.max(...nuls);
  if (most > 0 && most >= start.length / 8 && Math.min(...nuls) === 0)
    return nuls[1]! > 0 ? 'utf-16le' : 'utf-16be';
  // A character may be cut at the end of the start.
  if ([0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, bytes.length - cut)))) return 'utf-8';
  if ([0, 1, 2, 3].some((cut) => isGbk(bytes.subarray(0, bytes.length - cut)))) return 'gbk';
  return decodeWindows1252(bytes) === undefined || bytes.includes(0) ? 'utf-8' : 'windows-1252';
}

/** Tells whether bytes are Chinese. A letter with an accent before an ASCII one is a pair of GBK, too: `ül`. */
function isGbk(bytes: Buffer): boolean {
  let [wide, narrow] = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at]! < 0x80) continue;
    if (bytes[at + 1]! < 0x80) narrow += 1;
    else wide += 1;
    at += 1;
  }
  if (narrow > wide) return false;
  try {
    return /\p{Script=Han}/u.test(new TextDecoder('gb18030', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}

function decodedLoosely(bytes: Buffer, encoding: TextEncoding): string {
  if (encoding === 'windows-1252') return decodeWindows1252(bytes) ?? '';
  const isBigEndian = encoding === 'utf-16be' || (encoding === 'utf-16' && bytes[0] === 0xfe);
  const wide = isBigEndian ? 'utf-16be' : 'utf-16le';
  const label = encoding === 'gbk' ? 'gb18030' : encoding.startsWith('utf-16') ? wide : 'utf-8';
  return new TextDecoder(label).decode(bytes);
}

function guessFormat(text: string, told: EntryFormat | undefined): EntryFormat {
  if (told === 'parquet') return told;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  const areRecords = lines.slice(0, 5).every(isJsonObject) && lines.length > 0;
  if (areRecords && (lines.length > 1 || told !== 'json')) return 'ndjson';
  if (/^\s*[[{]/.test(first)) return told === 'ndjson' ? 'ndjson' : 'json';
  if (told === undefined && accessLogFields(first) !== undefined) return 'access-log';
  return told ?? 'csv';
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Returns the sign that is most often outside of quotes in the header; a comma where there is none. */
function guessDelimiter(text: string): string {
  const header = (text.split(/\r?\n/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const counted = [',', '\t', ';', '|'].map((sign) => ({
    sign,
    count: header.split(sign).length - 1,
  }));
  return counted.toSorted((a, b) => b.count - a.count)[0]!.sign;
}
