import { countTwoBytes } from './count-byte.ts';
import { refusal } from './refusal.ts';
import { endOfLines, wholeLines } from './whole-lines.ts';
import { decodeWindows1252 } from './windows-1252.ts';

/** Encodings that an entry of imbill.yaml can name. `utf-16` tells its byte order by its byte order mark. */
export const textEncodings = [
  'utf-8',
  'gbk',
  'gb18030',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'windows-1252',
] as const;
export type TextEncoding = (typeof textEncodings)[number];

/** A text to be decoded. */
export interface EncodedText {
  /** Workspace-relative path, for messages. */
  name: string;
  encoding: TextEncoding;
}

const lineFeed = 0x0a;
const byteOrderMark = '\ufeff';

/**
 * Decodes a text to UTF-8 without a byte order mark, in pieces. Memory does not grow with the text.
 *
 * @param maxLineBytes A text with a longer line is read no further.
 * @throws {UserError} At the first bytes that the encoding does not have, with their place.
 * Source: WHATWG Encoding Standard. Its decoder of GB 18030 also reads GBK and GB 2312.
 */
export async function* decodedText(
  chunks: AsyncIterable<Buffer>,
  text: EncodedText,
  maxLineBytes: number,
): AsyncGenerator<Buffer> {
  const { name, encoding } = text;
  const pieces = encoding.startsWith('utf-16')
    ? wholeUnits(chunks, encoding)
    : wholeLines(chunks, { name, endOfLines, maxLineBytes });
  let label: string | undefined;
  const before = { lines: 0, characters: 0 };
  for await (const piece of pieces) {
    const isFirst = label === undefined;
    label ??= labelOf(text, piece);
    const decoded = decode(label, piece);
    if (decoded === undefined) throw invalidBytes(text, { label, piece, before });
    const plain = isFirst ? withoutMark(decoded) : decoded;
    const bytes = Buffer.from(plain);
    const lines = countTwoBytes(bytes, lineFeed, lineFeed)[0];
    before.characters = charactersOfLine(plain) + (lines === 0 ? before.characters : 0);
    before.lines += lines;
    yield bytes;
  }
}

/** Cuts UTF-16 between characters: after whole units, and not within a pair. */
async function* wholeUnits(
  chunks: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let highByte: 0 | 1 | undefined;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const even = bytes.length - (bytes.length % 2);
    const isBigEndian = encoding === 'utf-16be' || (encoding === 'utf-16' && bytes[0] === 0xfe);
    if (even > 0) highByte ??= isBigEndian ? 0 : 1;
    const last = bytes[even - 2 + (highByte ?? 0)] ?? 0;
    const end = even > 0 && isFirstHalf(last) ? even - 2 : even;
    if (end > 0) yield bytes.subarray(0, end);
    rest = Buffer.from(bytes.subarray(end));
  }
  if (rest.length > 0) yield rest;
}

/** Tells whether a unit is the first half of a pair, by its high byte. */
function isFirstHalf(highByte: number): boolean {
  return (highByte & 0xfc) === 0xd8;
}

/** Returns the decoder's name of an encoding. */
function labelOf({ name, encoding }: EncodedText, first: Buffer): string {
  if (encoding === 'utf-16') return markedOrder(name, first);
  return encoding === 'gbk' ? 'gb18030' : encoding;
}

function decoderFor(label: string) {
  return new TextDecoder(label, { fatal: true, ignoreBOM: true });
}

function markedOrder(name: string, first: Buffer): 'utf-16le' | 'utf-16be' {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  throw refusal(
    name,
    'the text has no byte order mark',
    'UTF-16 that begins with FF FE or FE FF',
    'Set encoding: utf-16le or encoding: utf-16be in the source in imbill.yaml, or utf-8 if it is that',
  );
}

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

/** Decodes a piece, or only the start of one; undefined if some of its bytes are no text. */
function decode(label: string, bytes: Buffer, options = { stream: false }): string | undefined {
  if (label === 'windows-1252') return decodeWindows1252(bytes);
  try {
    return decoderFor(label).decode(bytes, options);
  } catch {
    return undefined;
  }
}

interface Failure {
  label: string;
  piece: Buffer;
  /** Line feeds before the piece, and characters of its first line before it. */
  before: { lines: number; characters: number };
}

function invalidBytes({ name, encoding }: EncodedText, { label, piece, before }: Failure): Error {
  const isWrong = (bytes: number) =>
    decode(label, piece.subarray(0, bytes), { stream: true }) === undefined;
  let [good, bad] = [0, piece.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isWrong(middle)) bad = middle;
    else good = middle;
  }
  const start = withoutMark(decode(label, piece.subarray(0, good), { stream: true }) ?? '');
  const lines = start.split('\n').length - 1;
  const characters = charactersOfLine(start) + (lines === 0 ? before.characters : 0);
  const upper = encoding.toUpperCase();
  return refusal(
    `${name}, line ${before.lines + lines + 1}`,
    `after its character ${characters} come bytes that are no ${upper}`,
    `a text that is ${upper} from its first to its last byte`,
    'Set encoding: in the source in imbill.yaml to the encoding of the file, or have the file delivered again',
  );
}

/** Counts the characters after the last line feed. */
function charactersOfLine(text: string): number {
  return [...text.slice(text.lastIndexOf('\n') + 1)].length;
}
