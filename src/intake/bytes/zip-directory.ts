/** A file that the directory of a zip file lists. */
export interface ZipEntry {
  /** Path in the zip file, with `/`. */
  name: string;
  /** Bytes of the name. */
  rawName: Buffer;
  method: 'stored' | 'deflated';
  /** CRC-32 of its content. */
  checksum: number;
  bytes: number;
  packedBytes: number;
  /** Offset of its local header. */
  headerAt: number;
}

type ReadAt = (from: number, length: number) => Promise<Buffer>;

const endMagic = 0x06054b50;
const endBytes = 22;
const entryMagic = 0x02014b50;
const entryBytes = 46;
const localBytes = 30;
const mostCommentBytes = 0xffff;
/** A directory is read in one piece. */
const mostDirectoryBytes = 64 * 1024 ** 2;

/**
 * Reads the directory of a zip file: its files, without folders. What could be read in two ways is refused: a directory
 * that is not at the end, files that share bytes, a name that comes twice or leads elsewhere.
 *
 * @param size Size of the zip file.
 * @returns The files in the order of the directory, or the end of a sentence that tells what is wrong.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. Zip64, encryption and other methods are not read.
 */
export async function zipDirectory(readAt: ReadAt, size: number): Promise<ZipEntry[] | string> {
  const tail = await readAt(
    Math.max(0, size - endBytes - mostCommentBytes),
    endBytes + mostCommentBytes,
  );
  const at = endOffset(tail);
  if (at === undefined) return 'the end of the file is missing, or it is no zip file';
  const count = tail.readUInt16LE(at + 10);
  const [bytes, from] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (count === 0xffff || from === 0xffffffff)
    return 'it is in the form zip64 of more than 4 GB or 65,534 files; deliver several zip files';
  if (tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== count)
    return 'it is one of several parts';
  if (from + bytes !== size - tail.length + at) return 'its directory is not at its end';
  if (bytes > mostDirectoryBytes) return `its directory is longer than ${mostDirectoryBytes} bytes`;
  const entries = entriesOf(await readAt(from, bytes), count);
  if (typeof entries === 'string') return entries;
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  return overlap(entries, from) ?? repeatedName(files) ?? files;
}

/** Finds the record at the end: its comment must end the file. */
function endOffset(tail: Buffer): number | undefined {
  for (let at = tail.length - endBytes; at >= 0; at--) {
    const isEnd = tail.readUInt32LE(at) === endMagic;
    if (isEnd && at + endBytes + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

function entriesOf(directory: Buffer, count: number): ZipEntry[] | string {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + entryBytes > directory.length || directory.readUInt32LE(at) !== entryMagic)
      return 'its directory is cut off';
    const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28);
    const rawName = directory.subarray(at + entryBytes, nameEnd);
    const entry = entryAt(directory, at, rawName);
    if (typeof entry === 'string') return entry;
    entries.push(entry);
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return at === directory.length ? entries : 'bytes follow its directory';
}

const methods: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflated' };

function entryAt(directory: Buffer, at: number, rawName: Buffer): ZipEntry | string {
  const name = nameOf(rawName);
  if (name === undefined) return 'a name in it is neither UTF-8 nor GBK';
  const shown = JSON.stringify(name);
  if (!isSafe(name)) return `the name ${shown} in it is no path below the zip file`;
  if ((directory.readUInt16LE(at + 8) & 1) !== 0) return `${shown} in it is encrypted`;
  const method = methods[directory.readUInt16LE(at + 10)];
  if (method === undefined) return `${shown} in it is not compressed by Deflate`;
  return {
    name,
    rawName,
    method,
    checksum: directory.readUInt32LE(at + 16),
    packedBytes: directory.readUInt32LE(at + 20),
    bytes: directory.readUInt32LE(at + 24),
    headerAt: directory.readUInt32LE(at + 42),
  };
}

const nameDecoders = ['utf-8', 'gb18030'].map(
  (label) => new TextDecoder(label, { fatal: true, ignoreBOM: true }),
);

/** Returns a name: UTF-8, or GBK as Chinese versions of Windows write it. */
function nameOf(bytes: Buffer): string | undefined {
  for (const decoder of nameDecoders) {
    try {
      return decoder.decode(bytes);
    } catch {}
  }
  return undefined;
}

/** Tells whether a name is a plain path: no control characters, and each part leads down. */
function isSafe(name: string): boolean {
  const parts = name.replace(/\/$/, '').split('/');
  const isPart = (part: string) => part !== '' && part !== '.' && part !== '..';
  return parts.every(isPart) && !/[\p{Cc}\\:]|!\//u.test(name);
}

/** Tells whether files share bytes with each other or with the directory, as in a bomb. */
function overlap(entries: readonly ZipEntry[], directoryAt: number): string | undefined {
  const inOrder = entries.toSorted((a, b) => a.headerAt - b.headerAt);
  for (const [index, { headerAt, rawName, packedBytes, name }] of inOrder.entries()) {
    const next = inOrder[index + 1]?.headerAt ?? directoryAt;
    if (headerAt + localBytes + rawName.length + packedBytes > next)
      return `${JSON.stringify(name)} in it shares bytes with another file`;
  }
  return undefined;
}

function repeatedName(files: readonly ZipEntry[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) return `it holds ${JSON.stringify(name)} twice`;
    seen.add(name);
  }
  return undefined;
}
