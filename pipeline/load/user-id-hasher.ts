import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { sha256OfFile } from '../../src/base/sha256.ts';
import { sync } from '../../src/base/whole-files.ts';
import { type Month, monthOf } from '../../src/calendar/month.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { appsOfSegment, writeHashed, writeWithoutText } from '../../src/warehouse/hash-segments.ts';
import type { WrittenSegment } from '../../src/warehouse/segments.ts';
import { type UserIdKey, UserIdKeys } from '../../src/warehouse/user-id-keys.ts';
import type { Effects } from '../effects/effects.ts';

/** Files that were written of a delivered file. */
interface WrittenFile {
  segments: readonly WrittenSegment[];
  rejectsPath?: string | undefined;
  /** Folder for further files. */
  folder: string;
}

type HasherEffects = Pick<Effects, 'warehouse' | 'workspace' | 'settings' | 'threads'>;

/** Memory of the database that hashes, in addition to that of the workers. With more rows, it spills. */
const hashingMegabytes = 256;

/**
 * Hashes user ids of files before they are recorded. A month is stored in one way: a month that has rows with ids keeps
 * them, so that no user counts twice. `user_ids: hmac` begins with the months that have no rows yet.
 */
export class UserIdHasher {
  readonly #effects: HasherEffects;
  readonly #keys: UserIdKeys;
  /** Months that have rows with ids. */
  readonly #plain: ReadonlySet<Month>;
  readonly #oneAtATime = pLimit(1);
  readonly #kept = new Set<Month>();
  #database: Database | undefined;

  private constructor(effects: HasherEffects, keys: UserIdKeys, plain: ReadonlySet<Month>) {
    this.#effects = effects;
    this.#keys = keys;
    this.#plain = plain;
  }

  /** @param write Writes to the warehouse while nobody else does. */
  static async open(
    effects: HasherEffects,
    write: <T>(work: (warehouse: Database) => Promise<T>) => Promise<T>,
  ): Promise<UserIdHasher> {
    const { warehouse, workspace } = effects;
    const keys = await UserIdKeys.open(warehouse, workspace, write);
    const rows = await warehouse.rows<{ month: Month }>(
      "select distinct strftime(usage_date, '%Y-%m') as month from segments where source = 'logins'",
    );
    const plain = rows.map(({ month }) => month).filter((month) => !keys.hasMonth(month));
    return new UserIdHasher(effects, keys, new Set(plain));
  }

  /** Months whose ids were kept though imbill.yaml says hmac, as they have rows with ids. */
  get kept(): Month[] {
    return [...this.#kept].sort();
  }

  /**
   * Writes the segments of a file anew, with hashes in place of ids, and its rejected lines without text.
   *
   * @throws {UserError} (exit 1) If a key is missing or was altered.
   */
  async hash(
    source: SourceSettings,
    { segments, rejectsPath, folder }: WrittenFile,
  ): Promise<{ segments: WrittenSegment[]; rejectsPath?: string }> {
    const rejects = rejectsPath === undefined ? {} : { rejectsPath };
    if (source.kind !== 'logins') return { segments: [...segments], ...rejects };
    await mkdir(folder, { recursive: true });
    const hashed: WrittenSegment[] = [];
    for (const [index, segment] of segments.entries()) {
      const isHashed = this.#isHashed(source, monthOf(segment.usageDate));
      const to = join(folder, `hashed-${index}.parquet`);
      hashed.push(isHashed ? await this.#hashSegment(segment, to) : segment);
    }
    if (source.userIds !== 'hmac' || rejectsPath === undefined)
      return { segments: hashed, ...rejects };
    return { segments: hashed, rejectsPath: await this.withoutText(rejectsPath, folder) };
  }

  /** Writes rejected lines without their text. @returns The path of the new file. */
  async withoutText(rejectsPath: string, folder: string): Promise<string> {
    const to = join(folder, 'rejects-without-text.parquet');
    await this.#oneAtATime(async () =>
      writeWithoutText(await this.#opened(), { from: rejectsPath, to }),
    );
    await rm(rejectsPath, { force: true });
    return to;
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  #isHashed({ userIds }: SourceSettings, month: Month): boolean {
    if (this.#keys.hasMonth(month)) return true;
    if (userIds !== 'hmac') return false;
    if (this.#plain.has(month)) this.#kept.add(month);
    return !this.#plain.has(month);
  }

  async #hashSegment(segment: WrittenSegment, to: string): Promise<WrittenSegment> {
    const { usageDate, writtenPath: from } = segment;
    await this.#oneAtATime(async () => {
      const database = await this.#opened();
      const keys = new Map<string, UserIdKey>();
      for (const appId of await appsOfSegment(database, from))
        keys.set(appId, await this.#keys.keyOf(appId, monthOf(usageDate)));
      await writeHashed(database, { from, to }, keys);
    });
    await sync(to);
    await rm(from);
    return { ...segment, writtenPath: to, sha256: await sha256OfFile(to) };
  }

  async #opened(): Promise<Database> {
    const { threads, workspace } = this.#effects;
    this.#database ??= await Database.open({
      threads,
      memoryLimit: `${hashingMegabytes}MiB`,
      spillFolder: join(workspace.scratch, 'spill-hash'),
    });
    return this.#database;
  }
}
