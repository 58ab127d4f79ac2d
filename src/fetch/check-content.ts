import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { StoredObject } from './listing.ts';

/** Comparison of a file with its object, the strongest that the ETag allows. */
export type Checked = 'md5' | 'multipart-md5' | 'size';

/** Sizes of parts that uploaders use, in MiB. */
const usualParts = [5, 8, 10, 15, 16, 20, 25, 32, 50, 64, 100, 128, 256, 512, 1024, 5120];
const mebibyte = 1024 ** 2;

/**
 * Compares a file with its object: by the MD5 in the ETag, by the MD5 of its parts if their size can be guessed, or by
 * size alone.
 *
 * @param hasOtherEtag True if the store says that its ETag is no MD5.
 * @returns `undefined` if the file differs.
 * Source: AWS S3 API, Object; Alibaba Cloud OSS, "Common HTTP headers", whose MD5 is in upper case.
 */
export async function checkContent(
  path: string,
  { bytes, etag: given }: StoredObject,
  hasOtherEtag = false,
): Promise<Checked | undefined> {
  if ((await stat(path)).size !== bytes) return undefined;
  if (hasOtherEtag) return 'size';
  const etag = given.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(etag))
    return (await md5Of(path, 0, bytes)).toString('hex') === etag ? 'md5' : undefined;
  const [, hex, count] = /^([0-9a-f]{32})-(\d+)$/.exec(etag) ?? [];
  if (hex === undefined) return 'size';
  for (const size of partSizes(bytes, Number(count)))
    if ((await md5OfParts(path, bytes, size)) === hex) return 'multipart-md5';
  return 'size';
}

/** Returns the sizes that parts of so many may have had. */
function partSizes(bytes: number, count: number): number[] {
  const evenly = Math.ceil(bytes / count / mebibyte);
  const sizes = [...usualParts, evenly].map((size) => size * mebibyte);
  return [...new Set(sizes)].filter((size) => Math.ceil(bytes / size) === count);
}

async function md5OfParts(path: string, bytes: number, size: number): Promise<string> {
  const whole = createHash('md5');
  for (let from = 0; from < bytes; from += size)
    whole.update(await md5Of(path, from, Math.min(bytes, from + size)));
  return whole.digest('hex');
}

/** Hashes the bytes of a file from `from` until before `until`. */
async function md5Of(path: string, from: number, until: number): Promise<Buffer> {
  const hash = createHash('md5');
  if (until > from)
    for await (const chunk of createReadStream(path, { start: from, end: until - 1 }))
      hash.update(chunk);
  return hash.digest();
}
