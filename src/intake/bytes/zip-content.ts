import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { DamagedArchive } from './damaged-archive.ts';
import { type ZipEntry, zipDirectory } from './zip-directory.ts';

/** Zip data that is not what it should be. */
export class DamagedZip extends DamagedArchive {}

/** A file in a zip file, ready to be read. */
export interface ZipMember {
  content: AsyncIterable<Buffer>;
  /** Size of the file. */
  bytes: number;
  /** Size that it has in the zip file. */
  packedBytes: number;
}

/**
 * Lists the names of the files in a zip file, in the order of the zip file. Folders are left out.
 *
 * @throws {DamagedZip} If its directory cannot be read, or a name could mean another place.
 */
export async function listZip(path: string): Promise<string[]> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    return (await entriesOf(handle, size)).map(({ name }) => name);
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file in a zip file.
 *
 * @param size Size of the zip file.
 * @throws {DamagedZip} If there is no such file. Reading throws it if the length or checksum is wrong.
 */
export async function openZipMember(
  handle: FileHandle,
  size: number,
  name: string,
): Promise<ZipMember> {
  const entry = (await filesOf(handle, size)).get(name);
  if (entry === undefined) throw new DamagedZip('the zip file no longer holds it');
  const { bytes, packedBytes } = entry;
  const from = await contentStart(handle, entry);
  const packed = chunksOf(handle, from, packedBytes);
  const content = entry.method === 'stored' ? packed : inflated(packed, packedBytes);
  return { content: checked(content, entry), bytes, packedBytes };
}

/** The zip file that was opened last. Its files are opened one after the other: reading it anew for each would be slow. */
let last: { key: string; files: ReadonlyMap<string, ZipEntry> } | undefined;

async function filesOf(handle: FileHandle, size: number): Promise<ReadonlyMap<string, ZipEntry>> {
  const { dev, ino, mtimeNs, ctimeNs } = await handle.stat({ bigint: true });
  const key = [dev, ino, mtimeNs, ctimeNs, size].join(' ');
  if (last?.key !== key) {
    const entries = await entriesOf(handle, size);
    last = { key, files: new Map(entries.map((entry) => [entry.name, entry])) };
  }
  return last.files;
}

async function entriesOf(handle: FileHandle, size: number): Promise<ZipEntry[]> {
  const found = await zipDirectory((from, length) => readAt(handle, from, length), size);
  if (typeof found === 'string') throw new DamagedZip(found);
  return found;
}

const localMagic = 0x04034b50;
const localBytes = 30;

/** Finds where the content of an entry begins: after its local header, which must name the same file. */
async function contentStart(handle: FileHandle, entry: ZipEntry): Promise<number> {
  const header = await readAt(handle, entry.headerAt, localBytes);
  if (header.length < localBytes || header.readUInt32LE(0) !== localMagic)
    throw new DamagedZip('it has no header');
  const nameBytes = header.readUInt16LE(26);
  const name = await readAt(handle, entry.headerAt + localBytes, nameBytes);
  if (!name.equals(entry.rawName)) throw new DamagedZip('its header has another name');
  return entry.headerAt + localBytes + nameBytes + header.readUInt16LE(28);
}

async function* chunksOf(handle: FileHandle, from: number, bytes: number): AsyncGenerator<Buffer> {
  for (let at = from; at < from + bytes; ) {
    const chunk = await readAt(handle, at, Math.min(1 << 20, from + bytes - at));
    if (chunk.length === 0) throw new DamagedZip('the end of the file is missing');
    at += chunk.length;
    yield chunk;
  }
}

async function* inflated(
  packed: AsyncIterable<Buffer>,
  packedBytes: number,
): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw();
  const source = Readable.from(packed);
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const content of inflate) yield content as Buffer;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? new DamagedZip(message, { cause: error }) : error;
  } finally {
    source.destroy();
  }
  if (inflate.bytesWritten !== packedBytes) throw new DamagedZip('bytes follow its content');
}

/** Passes a content on, and checks its length and checksum. */
async function* checked(
  content: AsyncIterable<Buffer>,
  { bytes, checksum }: ZipEntry,
): AsyncGenerator<Buffer> {
  let seenBytes = 0;
  let seenChecksum = 0;
  for await (const chunk of content) {
    seenBytes += chunk.length;
    seenChecksum = crc32(chunk, seenChecksum);
    if (seenBytes > bytes) throw new DamagedZip('it is longer than the zip file says');
    yield chunk;
  }
  if (seenBytes !== bytes) throw new DamagedZip('it is shorter than the zip file says');
  if (seenChecksum !== checksum) throw new DamagedZip('its checksum is wrong');
}

async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, from);
  return buffer.subarray(0, bytesRead);
}
