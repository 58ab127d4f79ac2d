import { inOrder } from '../../base/in-order.ts';
import type { ByteWork } from './byte-work.ts';
import type { FileRange, SeenRange, VerifiedRange } from './file-range.ts';
import { assertUnchanged, changedFile, openRegularFile } from './file-stat.ts';
import { joinProfiles } from './join-profiles.ts';
import {
  assertDelimiter,
  assertReadable,
  type DeliveredFile,
  isConverted,
  longLine,
  type VerifiedDelivery,
  type VerifyLimits,
  verifyLimits,
} from './verify-delivery.ts';
import { memberOf } from './zip-name.ts';

/** How a large file is cut and read. */
export interface Cutting {
  bytes: ByteWork;
  /** Size of a range. It must not depend on the machine: each range becomes segments of its own. */
  rangeBytes: number;
  /** Number of ranges that are looked at at a time. Changes no result. */
  atATime: number;
  /** Hears how much of the file was looked at since the last call, from 0 to 1. */
  onShare?: ((share: number) => void) | undefined;
}

/** A file that is verified, and its ranges: one if it is small, or no text of lines. */
export interface CutDelivery {
  delivery: VerifiedDelivery;
  ranges: VerifiedRange[];
}

/**
 * Verifies a file like `verifyDelivery`, with the same result and the same errors. A large text of lines is looked at
 * in ranges, several at a time; its hash is calculated beside them.
 *
 * @param size Size of the file on disk, as far as it is known.
 */
export async function verifyInRanges(
  file: DeliveredFile,
  size: number,
  given: Partial<VerifyLimits>,
  cutting: Cutting,
): Promise<CutDelivery> {
  const limits = { ...verifyLimits, ...given };
  const { rangeBytes, bytes, onShare } = cutting;
  const hasLines = file.format === 'csv' || file.format === 'ndjson';
  const isPlain =
    file.compression === 'none' && !isConverted(file) && memberOf(file.name) === undefined;
  if (hasLines && isPlain && size > rangeBytes) return verifyPlain(file, limits, cutting);
  const delivery = await bytes.verifyDelivery(file, given);
  const isLarge = hasLines && delivery.bytes > rangeBytes;
  onShare?.(1);
  const lookingAgain = { ...cutting, onShare: undefined };
  return { delivery, ranges: isLarge ? await lookAtRanges(delivery, limits, lookingAgain) : [] };
}

async function verifyPlain(
  file: DeliveredFile,
  limits: VerifyLimits,
  cutting: Cutting,
): Promise<CutDelivery> {
  assertDelimiter(file.delimiter);
  const { handle, stat } = await openRegularFile(file.path, file.name);
  await handle.close();
  const seen = { ...file, stat };
  const content = { ...file, contentPath: file.path, bytes: Number(stat.size) };
  const hashing = cutting.bytes.hashContent(file.path, content.bytes, file.bytesBefore);
  const [hashes, looking] = await Promise.allSettled([
    hashing,
    lookAtRanges(content, limits, cutting),
  ]);
  if (looking.status === 'rejected') throw looking.reason;
  if (hashes.status === 'rejected') throw hashes.reason;
  const { bytes, ...hash } = hashes.value;
  if (bytes !== content.bytes) throw changedFile(file.name);
  const profile = joinProfiles(looking.value.map((range) => range.profile));
  const delivery = { ...seen, ...content, ...profile, ...hash };
  await assertUnchanged(seen);
  await assertReadable(delivery, delivery);
  return { delivery, ranges: looking.value };
}

/** Looks at all ranges of a content, and counts the lines before each. */
async function lookAtRanges(
  { name, contentPath, bytes: size, delimiter }: Content,
  limits: VerifyLimits,
  { bytes, rangeBytes, atATime, onShare }: Cutting,
): Promise<VerifiedRange[]> {
  const { maxLineBytes, maxTextLineBytes } = limits;
  const cuts = { rangeBytes, maxLineBytes: maxTextLineBytes };
  const ranges = await bytes.findRanges(contentPath, size, cuts);
  const options = { delimiter, maxLineBytes, maxTextLineBytes };
  let isStopped = false;
  const seen = await inOrder(ranges, atATime, async (range) => {
    if (isStopped) return undefined;
    const one = await bytes.profileRange(contentPath, range, options);
    isStopped ||= one.isStopped;
    onShare?.(one.bytes / size);
    return one;
  });
  return numbered(name, ranges, seen, limits);
}

type Content = Pick<VerifiedDelivery, 'name' | 'contentPath' | 'bytes' | 'delimiter'>;

/**
 * Counts the lines before each range.
 *
 * @throws {UserError} For the first range with a line that no log has, or that is shorter now.
 */
function numbered(
  name: string,
  ranges: readonly FileRange[],
  seen: readonly (SeenRange | undefined)[],
  limits: VerifyLimits,
): VerifiedRange[] {
  let linesBefore = 0;
  return ranges.map((range, index) => {
    const one = seen[index];
    if (one?.isStopped) throw longLine(name, linesBefore + one.profile.lines, limits);
    if (one?.bytes !== range.to - range.from) throw changedFile(name);
    const verified = { ...range, linesBefore, profile: one.profile };
    linesBefore += one.profile.lines;
    return verified;
  });
}
