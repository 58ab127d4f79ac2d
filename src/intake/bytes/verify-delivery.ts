import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileChunks } from '../../base/file-chunks.ts';
import { accessLogRecords } from './access-log.ts';
import { ContentHash } from './content-hash.ts';
import { DamagedArchive } from './damaged-archive.ts';
import { decodedText, type TextEncoding } from './decoded-text.ts';
import type { DeliveredFormat } from './delivered-format.ts';
import { expandedContent } from './expanded-content.ts';
import { assertUnchanged, changedFile, openRegularFile, type SeenFile } from './file-stat.ts';
import { assertParquet } from './parquet-magic.ts';
import { refusal } from './refusal.ts';
import { type TextProfile, TextProfiler } from './text-profile.ts';
import { DamagedZip } from './zip-content.ts';
import { memberOf } from './zip-name.ts';

/** A file as a source's glob found it. */
export interface DeliveredFile extends DeliveredFormat {
  path: string;
  /** Workspace-relative path, for messages. */
  name: string;
  /** Folder for expanded and cleaned copies; the caller removes it. */
  scratchDir: string;
  /** Between the columns of a CSV file: one ASCII character, no quote and no line end. */
  delimiter: string;
  /** Size of the content that the file held before, to tell whether it grew. */
  bytesBefore?: number;
  /** Encoding of a text; UTF-8 where absent. */
  encoding?: TextEncoding;
  /** Lines of an access log, which become NDJSON: their form, or an empty text for the usual ones. */
  accessLog?: string;
}

/** Tells whether the text that is read is made from the content of a file. */
export function isConverted({
  format,
  encoding,
  accessLog,
}: Omit<DeliveredFile, 'scratchDir'>): boolean {
  return format !== 'parquet' && (encoding !== undefined || accessLog !== undefined);
}

/**
 * A delivered file that was read to its end once and is what its name says. A Parquet file has the profile of a
 * text without lines.
 */
export interface VerifiedDelivery extends DeliveredFile, SeenFile, TextProfile {
  /** SHA-256 of the expanded content, lower-case hex: the same under any name or compression. */
  sha256: string;
  /** SHA-256 of its first `bytesBefore` bytes; absent if it is shorter. */
  sha256Before?: string;
  /** Size of the text or data at `contentPath`. */
  bytes: number;
  /** Size of the expanded content; absent if it is that of `contentPath`. */
  deliveredBytes?: number;
  /** Path of the expanded content, converted if need be: `path` itself, or a copy in `scratchDir`. */
  contentPath: string;
  /** Difference between the number of a line in the file and in `contentPath`, which holds a range of it. */
  lineShift?: number;
}

/** Sizes in bytes; the defaults are those of the product, tests hand in small ones. */
export interface VerifyLimits {
  chunkBytes: number;
  /** Longest line that need not be rejected. */
  maxLineBytes: number;
  /** A file that expands to more than this … */
  maxExpandedBytes: number;
  /** … and to more than this many times its size is refused. */
  maxRatio: number;
  /** A text with a longer line is no log: it is read no further. */
  maxTextLineBytes: number;
  /** A JSON document is read in one piece. */
  maxDocumentBytes: number;
}

export const verifyLimits: VerifyLimits = {
  chunkBytes: 1024 * 1024,
  maxLineBytes: 1024 * 1024,
  maxExpandedBytes: 1024 ** 3,
  // Logs are made 10 to 50 times as small; what is made much smaller says the same again and again.
  maxRatio: 100,
  maxTextLineBytes: 64 * 1024 ** 2,
  maxDocumentBytes: 256 * 1024 ** 2,
};

/**
 * Reads a delivered file once from its first to its last byte, before anything else does. It expands the file,
 * hashes it and counts its lines. Memory does not grow with the file. An empty file is accepted, with no lines.
 *
 * @throws {RangeError} If the delimiter cannot be one.
 * @throws {UserError} If the file is no regular one, changes while it is read, is damaged, expands to more than
 *   is allowed, has a line or document that is too long, is UTF-16, or is no Parquet although its name says so.
 *   A file that is too large is read no further than that.
 */
export async function verifyDelivery(
  file: DeliveredFile,
  limits: Partial<VerifyLimits> = {},
): Promise<VerifiedDelivery> {
  assertDelimiter(file.delimiter);
  const { handle, stat } = await openRegularFile(file.path, file.name);
  const seen = { ...file, stat };
  try {
    const content = await readContent(seen, handle, { ...verifyLimits, ...limits });
    await assertUnchanged(seen);
    await assertReadable(seen, content);
    return { ...seen, ...content };
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error;
    // A file still being written looks damaged too; then that is what has to be said.
    await assertUnchanged(seen);
    throw damagedFile(file, error);
  } finally {
    await handle.close();
  }
}

/** Checks that a text can be one between columns. */
export function assertDelimiter(delimiter: string): void {
  const isAscii = delimiter.length === 1 && delimiter > '\0' && delimiter < '\x80';
  if (!isAscii || ['"', '\r', '\n'].includes(delimiter)) {
    throw new RangeError(`${JSON.stringify(delimiter)} cannot be a delimiter`);
  }
}

type Content = Omit<VerifiedDelivery, keyof DeliveredFile | 'stat'>;

async function readContent(
  file: DeliveredFile & SeenFile,
  handle: FileHandle,
  limits: VerifyLimits,
): Promise<Content> {
  const size = Number(file.stat.size);
  let bytesRead = 0;
  async function* raw() {
    for await (const chunk of fileChunks(handle, size, limits.chunkBytes)) {
      bytesRead += chunk.length;
      yield chunk;
    }
    if (bytesRead !== size) throw changedFile(file.name);
  }
  const isMember = memberOf(file.name) !== undefined;
  if (file.compression === 'none' && !isMember && !isConverted(file)) {
    return { ...(await consume(raw(), file, limits)), contentPath: file.path };
  }
  const contentPath = join(file.scratchDir, `${randomUUID()}.${file.format}`);
  const copy = await open(contentPath, 'wx');
  try {
    const { name, compression } = file;
    const { content, packedBytes } = await expandedContent({
      ...{ name, compression, handle, size, raw: raw() },
    });
    const target = { copy, packedBytes };
    return { ...(await consume(content, file, limits, target)), contentPath };
  } catch (error) {
    await rm(contentPath, { force: true });
    throw error;
  } finally {
    await copy.close();
  }
}

/** Where the content of a file goes if it cannot be read in its place. */
interface ContentCopy {
  copy: FileHandle;
  /** Size of the content before it was expanded. */
  packedBytes: number;
}

async function consume(
  content: AsyncIterable<Buffer>,
  file: DeliveredFile & SeenFile,
  limits: VerifyLimits,
  target?: ContentCopy,
): Promise<Omit<Content, 'contentPath'>> {
  const hash = new ContentHash(file.bytesBefore);
  const profiler = new TextProfiler({
    maxLineBytes: limits.maxLineBytes,
    delimiter: file.delimiter,
  });
  let deliveredBytes = 0;
  async function* delivered() {
    for await (const chunk of content) {
      deliveredBytes += chunk.length;
      const isBeyondReason =
        deliveredBytes > limits.maxExpandedBytes &&
        deliveredBytes > limits.maxRatio * (target?.packedBytes ?? 0);
      if (target !== undefined && isPacked(file) && isBeyondReason) throw bomb(file, limits);
      if (file.format === 'json' && deliveredBytes > limits.maxDocumentBytes)
        throw longDocument(file, limits);
      hash.add(chunk);
      yield chunk;
    }
  }
  let bytes = 0;
  for await (const chunk of converted(delivered(), file, limits)) {
    bytes += chunk.length;
    if (file.format !== 'parquet') profiler.add(chunk);
    const isLine = file.format === 'csv' || file.format === 'ndjson';
    if (isLine && profiler.openLineBytes > limits.maxTextLineBytes) {
      throw longLine(file.name, profiler.lines, limits);
    }
    if (target !== undefined) await writeAll(target.copy, chunk);
  }
  const sizes = isConverted(file) ? { bytes, deliveredBytes } : { bytes };
  return { ...profiler.profile(), ...hash.digest(), ...sizes };
}

function isPacked({ name, compression }: DeliveredFile): boolean {
  return compression !== 'none' || memberOf(name) !== undefined;
}

/** Converts a text as its entry says: to UTF-8, and an access log to NDJSON. */
function converted(
  content: AsyncIterable<Buffer>,
  file: DeliveredFile,
  { maxTextLineBytes }: VerifyLimits,
): AsyncIterable<Buffer> {
  const { name, encoding, accessLog } = file;
  if (!isConverted(file)) return content;
  const text =
    encoding === undefined ? content : decodedText(content, { name, encoding }, maxTextLineBytes);
  if (accessLog === undefined) return text;
  const logFormat = accessLog === '' ? undefined : accessLog;
  return accessLogRecords(text, { name, logFormat }, maxTextLineBytes);
}

async function writeAll(handle: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) {
    at += (await handle.write(chunk, at, chunk.length - at)).bytesWritten;
  }
}

/**
 * Checks that verified content is what its name says.
 *
 * @throws {UserError} If a text is UTF-16, or a Parquet file is none.
 */
export async function assertReadable(file: DeliveredFile, content: Content): Promise<void> {
  if (content.isUtf16) throw utf16(file.name);
  if (file.format === 'parquet') await assertParquet(content.contentPath, file.name, content.bytes);
}

/** Refuses a file whose compressed data is damaged. */
export function damagedFile(
  { name, compression }: Pick<DeliveredFile, 'name' | 'compression'>,
  damage: DamagedArchive,
): Error {
  const isZip = damage instanceof DamagedZip;
  const kind = isZip ? 'zip' : compression;
  return refusal(
    name,
    `the ${kind} data is damaged: ${damage.message}`,
    `a complete ${kind} file whose lengths and checksums are right`,
    'Have the file delivered again',
    damage,
  );
}

function bomb({ name, stat }: SeenFile, { maxExpandedBytes, maxRatio }: VerifyLimits): Error {
  return refusal(
    name,
    `its ${stat.size} bytes expand to more than ${maxExpandedBytes} bytes${maxRatio === 0 ? '' : ` and more than ${maxRatio} times their size`}`,
    `compressed files that expand to at most ${maxExpandedBytes} bytes${maxRatio === 0 ? '' : ` or ${maxRatio} times their size`}`,
    'If the content is real, allow it with max_expanded: in imbill.yaml, such as max_expanded: 20GB, or deliver it in several files',
  );
}

/** Refuses a file with a line that no log has. */
export function longLine(name: string, line: number, limits: VerifyLimits): Error {
  return refusal(
    `${name}, line ${line}`,
    `the line is longer than ${limits.maxTextLineBytes} bytes; reading stopped there`,
    'files of lines; a line of up to 1 MiB is accepted',
    'Check that the file is a log, and have it delivered again',
  );
}

function longDocument({ name }: SeenFile, { maxDocumentBytes }: VerifyLimits): Error {
  return refusal(
    name,
    `the JSON document has more than ${maxDocumentBytes} bytes`,
    `documents of at most ${maxDocumentBytes} bytes; NDJSON of any size`,
    'Deliver it as .ndjson, one record a line',
  );
}

function utf16(name: string): Error {
  return refusal(
    name,
    'the text is UTF-16',
    'UTF-8, with or without a byte order mark, or the encoding that the source names',
    'Set encoding: utf-16 in the source in imbill.yaml, and delimiter: "\\t" if tabs are between the columns',
  );
}
