import { createHmac, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256OfFile } from '../../src/base/sha256.ts';
import { writeWholeFile } from '../../src/base/whole-files.ts';
import { type Month, monthOf } from '../../src/calendar/month.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { ErasedUser, EraseOptions } from '../../src/jobs/erase.ts';
import { wordsOf } from '../../src/warehouse/erased-words.ts';
import { recordErasure } from '../../src/warehouse/erasures.ts';
import { assertSegmentsAreThere } from '../../src/warehouse/missing-segments.ts';
import {
  type ErasedUsers,
  findErased,
  handInUsers,
  rewriteSegment,
} from '../../src/warehouse/rewrite-segments.ts';
import { UserIdKeys } from '../../src/warehouse/user-id-keys.ts';
import type { Effects } from '../effects/effects.ts';
import { planMemory } from '../effects/memory-plan.ts';
import { hashSegments } from '../prove/hash-segments.ts';
import { publishAfter } from '../report/publish.ts';
import { deliveredFilesOf } from './delivered-files-of.ts';
import { eraseTexts, filesNaming, keptTexts, namedTexts } from './erase-texts.ts';
import { forgetCaches } from './forget-caches.ts';
import { keepMeasured } from './keep-measured.ts';
import { reasonWithout } from './reason-without.ts';

/** Erases a user and publishes the snapshot, which then names the new segments. */
export function eraseAndPublish(options: EraseOptions, effects: Effects): Promise<ErasedUser> {
  return publishAfter(effects, () => erase(options, effects));
}

/**
 * Replaces the id of a user of one app by a random token: in the lake, in rejected lines and in messages. All counts
 * stay the same. New segments are written first; one transaction then switches to them and records the erasure. What
 * still holds the id on the disk is removed when the warehouse is opened next.
 *
 * @throws {UserError} (exit 2) If the app, the user or the reason is empty, or the reason names the user; (exit 4) if
 *   nothing holds the user; (exit 1) if a segment is missing or was altered.
 */
async function erase(options: EraseOptions, effects: Effects): Promise<ErasedUser> {
  const { appId, userId } = options;
  const reason = reasonWithout(options);
  const token = `erased-${randomUUID().replaceAll('-', '')}`;
  const tokens = await tokensOf(options, token, effects);
  const users = { appId, tokens, words: wordsOf(userId, token) };
  const written = await writeSegments(users, effects);
  try {
    const texts = await namedTexts(effects.warehouse, users.words);
    if (written.length === 0 && texts === 0) throw nobody(appId);
    const naming = await filesNaming(effects.warehouse, users.words);
    const kept = await keptTexts(effects.warehouse, users.words);
    await forgetCaches(effects);
    const erasure = await switchSegments(written, users, reason, effects);
    const ids = new Set(written.flatMap(({ batchIds }) => batchIds));
    return {
      erasure: Number(erasure),
      app_id: appId,
      token,
      reason,
      rows: written.reduce((sum, { rows }) => sum + rows, 0),
      segments: written.length,
      texts,
      months: monthsOf(written.filter(({ rows }) => rows > 0)),
      delivered_files: await deliveredFilesOf(ids, effects, naming),
      kept_in: kept,
    };
  } catch (error) {
    for (const { newPath } of written)
      await rm(join(effects.workspace.root, newPath), { force: true });
    throw error;
  }
}

/**
 * Returns the texts by which the user is stored, each with the text in its place: the id, and its hash of each month
 * with a key. A hash becomes that of the token, so a file with the token in place of the id gives the same rows.
 */
async function tokensOf(
  { appId, userId }: EraseOptions,
  token: string,
  { warehouse, workspace }: Effects,
): Promise<Map<string, string>> {
  const tokens = new Map([[userId, token]]);
  const keys = await UserIdKeys.open(warehouse, workspace);
  for (const month of keys.monthsOf(appId)) {
    const key = await keys.findKey(appId, month);
    if (key === undefined) continue;
    const hashed = (text: string) => createHmac('sha256', key).update(text).digest('hex');
    tokens.set(hashed(userId), hashed(token));
  }
  return tokens;
}

/** A segment that is written anew, and not recorded yet. */
interface NewSegment extends StoredSegment {
  newPath: string;
  newSha256: string;
  /** Rows of the user. */
  rows: number;
}

interface StoredSegment {
  /** Relative to the workspace. */
  path: string;
  sha256: string;
  /** Billing day. */
  usageDate: string;
  batchIds: bigint[];
}

/** Writes the segments that hold the users anew, beside the old ones. */
async function writeSegments(users: ErasedUsers, effects: Effects): Promise<NewSegment[]> {
  const { warehouse, workspace, threads, progress } = effects;
  const stored = await storedSegments(warehouse);
  const placeOf = ({ path }: StoredSegment) => join(workspace.root, path);
  assertSegmentsAreThere(workspace, stored.map(placeOf));
  const beside = await Database.open({
    threads,
    memoryLimit: `${planMemory(effects.memoryMegabytes, 1).worker}MiB`,
    spillFolder: join(workspace.scratch, 'spill-erase'),
  });
  try {
    await handInUsers(beside, users);
    const found = await findErased(beside, stored.map(placeOf), users.appId);
    const rowsOf = new Map(found.map(({ path, rows }) => [path, rows]));
    const chosen = stored.filter((segment) => rowsOf.has(placeOf(segment)));
    await assertUnaltered(chosen, effects);
    const task = progress.start('Writing segments', chosen.length);
    const written: NewSegment[] = [];
    for (const segment of chosen) {
      const newPath = `${dirname(segment.path)}/${randomUUID().replaceAll('-', '')}.parquet`;
      const place = join(workspace.root, newPath);
      await writeWholeFile(place, (aside) =>
        rewriteSegment(beside, placeOf(segment), aside, users.appId),
      );
      const newSha256 = await sha256OfFile(place);
      written.push({ ...segment, newPath, newSha256, rows: rowsOf.get(placeOf(segment))! });
      task.advance(segment.path);
    }
    task.end();
    return written;
  } finally {
    beside.close();
  }
}

/** Reads the segments of logins that have their rows, also of withdrawn files. */
async function storedSegments(warehouse: Database): Promise<StoredSegment[]> {
  const rows = await warehouse.rows<
    Record<'path' | 'sha256' | 'usage_date', string> & { batch_id: bigint }
  >(
    `select path, sha256, usage_date, batch_id from segments
     where source = 'logins' and path not in (select path from removed_segments) order by path, batch_id`,
  );
  const segments = new Map<string, StoredSegment>();
  for (const { path, sha256, usage_date: usageDate, batch_id } of rows) {
    const known = segments.get(path);
    if (known === undefined) segments.set(path, { path, sha256, usageDate, batchIds: [batch_id] });
    else known.batchIds.push(batch_id);
  }
  return [...segments.values()];
}

/** @throws {UserError} (exit 1) If a segment is not as it was loaded: the new one would hide that. */
async function assertUnaltered(
  segments: readonly StoredSegment[],
  effects: Effects,
): Promise<void> {
  const { workspace, threads } = effects;
  const paths = segments.map(({ path }) => path);
  const hashes = await hashSegments(paths, { workspace, threads });
  const altered = paths.filter((_, index) => hashes[index] !== segments[index]!.sha256);
  if (altered.length === 0) return;
  throw new UserError(
    `The user cannot be erased: segments of the lake were altered.\n${altered.map((path) => `  ${path}`).join('\n')}\nimbill invoice verify shows all of them. Copy .imbill/lake from a backup, and erase again. Nothing was changed.`,
    exitCodes.failed,
  );
}

/** Switches to the new segments in one transaction, and records the erasure. @returns Its number. */
function switchSegments(
  written: readonly NewSegment[],
  users: ErasedUsers,
  reason: string,
  effects: Effects,
): Promise<bigint> {
  const { warehouse } = effects;
  return warehouse.transaction(async () => {
    const rejects = await keepMeasured(monthsOf(written), effects, async () => {
      for (const { path, newPath, newSha256 } of written)
        await warehouse.run(
          'update segments set path = $newPath, sha256 = $newSha256 where path = $path',
          { path, newPath, newSha256 },
        );
      return eraseTexts(warehouse, users.words);
    });
    const segments = written.flatMap(({ batchIds, path, sha256, newPath, newSha256 }) =>
      batchIds.map((batchId) => ({ batchId, path, sha256, newPath, newSha256 })),
    );
    const rows = written.reduce((sum, one) => sum + one.rows, 0);
    const detail = { app_id: users.appId, rows: String(rows), segments: String(written.length) };
    return recordErasure(warehouse, {
      action: 'erase',
      reason,
      segments,
      rejects,
      tokens: [...users.tokens.values()],
      detail,
    });
  });
}

function monthsOf(segments: readonly StoredSegment[]): Month[] {
  return [...new Set(segments.map(({ usageDate }) => monthOf(usageDate)))].sort();
}

function nobody(appId: string): UserError {
  return new UserError(
    `Nothing in this workspace holds this user of app ${appId}. An id is compared letter by letter, and only within the app.\nNothing was changed. The user was never there, or was erased before.`,
    exitCodes.nothingToDo,
  );
}
