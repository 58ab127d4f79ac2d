import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isThere } from '../base/is-there.ts';
import { sha256Of } from '../base/sha256.ts';
import { sync } from '../base/whole-files.ts';
import { type Bucket, PassingFault, retried, type Waits } from './bucket.ts';
import { type Checked, checkContent } from './check-content.ts';
import type { StoredObject } from './listing.ts';

/** End of a download: what was compared, or why there is no file. */
export type Downloaded = { checked: Checked } | { problem: 'changed' | 'corrupt' | 'exists' };

/**
 * Downloads an object beside its place, compares it, and gives it its name. A hidden file with the ending `.part` keeps what
 * came until then; the next call goes on from there. A file that is there is never replaced.
 *
 * @throws {UserError} (exit 1) If the store refuses.
 * @throws {PassingFault} If the connection fails again and again.
 */
export async function download(
  bucket: Bucket,
  object: StoredObject,
  path: string,
  waits: Waits,
): Promise<Downloaded> {
  await mkdir(dirname(path), { recursive: true });
  const part = partOf(path, object);
  await removeOlderParts(path, part);
  const end = await retried(
    waits,
    () => goOn(bucket, object, part),
    () => sizeOf(part),
  );
  if (end === 'changed') return { problem: 'changed' };
  const checked = await checkContent(part, object, end === 'other-etag');
  if (checked === undefined) {
    await rm(part, { force: true });
    return { problem: 'corrupt' };
  }
  await sync(part);
  if (isThere(path)) return { problem: 'exists' };
  await rename(part, path);
  await sync(dirname(path));
  return { checked };
}

/** Adds what is missing to the unfinished file. */
async function goOn(
  bucket: Bucket,
  object: StoredObject,
  part: string,
): Promise<'whole' | 'other-etag' | 'changed'> {
  const had = await sizeOf(part);
  if (had > object.bytes) await rm(part);
  const from = had > object.bytes ? 0 : had;
  if (from === object.bytes && from > 0) return 'whole';
  const body = await bucket.open(object, from);
  if (body === undefined) return 'changed';
  try {
    await pipeline(body, createWriteStream(part, { flags: from === 0 ? 'w' : 'a' }));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).path !== undefined || isFull(cause)) throw cause;
    throw new PassingFault(String(cause), { cause });
  }
  const size = await sizeOf(part);
  if (size < object.bytes) throw new PassingFault(`only ${size} of ${object.bytes} bytes came`);
  return hasOtherEtag(body) ? 'other-etag' : 'whole';
}

/** Tells whether the ETag of an answer is no MD5: encrypted with keys of KMS, or appended to in OSS. */
function hasOtherEtag({ headers }: IncomingMessage): boolean {
  const encryption = String(headers['x-amz-server-side-encryption'] ?? '');
  return encryption.startsWith('aws:kms') || headers['x-oss-object-type'] === 'Appendable';
}

/** Returns the bytes of a file; 0 if it is not there. */
function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Returns the unfinished file of an object as it is now: another content has another ETag. */
function partOf(path: string, { etag, bytes }: StoredObject): string {
  return join(
    dirname(path),
    `.${basename(path)}.${sha256Of(`${etag} ${bytes}`).slice(0, 12)}.part`,
  );
}

/** Removes unfinished files of what the object was before. */
async function removeOlderParts(path: string, part: string): Promise<void> {
  const start = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path)))
    if (
      name.startsWith(start) &&
      /^[0-9a-f]{12}\.part$/.test(name.slice(start.length)) &&
      name !== basename(part)
    )
      await rm(join(dirname(path), name));
}
