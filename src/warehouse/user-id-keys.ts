import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { exitCodes, UserError } from '../base/errors.ts';
import { sha256Of } from '../base/sha256.ts';
import { sync, writeWholeFile } from '../base/whole-files.ts';
import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { Workspace } from '../workspace/workspace.ts';

type Places = Pick<Workspace, 'root' | 'keys'>;

/** Key of an app and a month: 32 random bytes. */
export type UserIdKey = Buffer;

/**
 * The keys of user ids, one an app and month. Each is made once, in a file that only its owner can read. The warehouse
 * has its hash, so that a lost key is not replaced by another: users would count twice.
 */
export class UserIdKeys {
  readonly #places: Places;
  readonly #write: <T>(work: (warehouse: Database) => Promise<T>) => Promise<T>;
  /** Hashes of the keys, by app and month. */
  readonly #hashes: Map<string, string>;
  readonly #months: Set<Month>;
  readonly #keys = new Map<string, UserIdKey>();

  private constructor(
    places: Places,
    hashes: Map<string, string>,
    write: <T>(work: (warehouse: Database) => Promise<T>) => Promise<T>,
  ) {
    this.#places = places;
    this.#hashes = hashes;
    this.#months = new Set([...hashes.keys()].map((name) => name.slice(0, monthLength)));
    this.#write = write;
  }

  /** @param write Writes to the warehouse while nobody else does. */
  static async open(
    warehouse: Database,
    places: Places,
    write: <T>(work: (warehouse: Database) => Promise<T>) => Promise<T> = (work) => work(warehouse),
  ): Promise<UserIdKeys> {
    const rows = await warehouse.rows<Record<'app_id' | 'usage_month' | 'sha256', string>>(
      'select app_id, usage_month, sha256 from user_id_keys',
    );
    const hashes = new Map(rows.map((row) => [keyName(row.app_id, row.usage_month), row.sha256]));
    return new UserIdKeys(places, hashes, write);
  }

  /** Lists the months that an app has keys of. */
  monthsOf(appId: string): Month[] {
    const end = `\n${appId}`;
    return [...this.#hashes.keys()]
      .filter((name) => name.slice(monthLength) === end)
      .map((name) => name.slice(0, monthLength))
      .sort();
  }

  /** Tells whether a month has a key of any app. */
  hasMonth(month: Month): boolean {
    return this.#months.has(month);
  }

  /**
   * Returns a key, and makes it if there was none.
   *
   * @throws {UserError} (exit 1) If it is missing or was altered.
   */
  async keyOf(appId: string, month: Month): Promise<UserIdKey> {
    const name = keyName(appId, month);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key =
      (await this.#readKey(appId, month)) ?? (await makeKey(keyPath(this.#places, appId, month)));
    const sha256 = sha256Of(key);
    if (!this.#hashes.has(name)) {
      const values = { app_id: appId, month, sha256 };
      await this.#write((warehouse) =>
        warehouse.run('insert into user_id_keys values ($app_id, $month, $sha256)', values),
      );
      this.#hashes.set(name, sha256);
      this.#months.add(month);
    }
    this.#keys.set(name, key);
    return key;
  }

  /** Returns a key, or undefined if there never was one, or its file was deleted to make ids unreadable. */
  async findKey(appId: string, month: Month): Promise<UserIdKey | undefined> {
    const path = keyPath(this.#places, appId, month);
    if ((await readFile(path).catch(() => undefined)) === undefined) return undefined;
    return this.#readKey(appId, month);
  }

  async #readKey(appId: string, month: Month): Promise<UserIdKey | undefined> {
    const path = keyPath(this.#places, appId, month);
    const expected = this.#hashes.get(keyName(appId, month));
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw unfit(this.#places, path, `cannot be read (${error.code})`);
    });
    if (text === undefined) {
      if (expected === undefined) return undefined;
      throw unfit(this.#places, path, `of app ${appId} for ${month} is missing`);
    }
    const key = Buffer.from(text.trim(), 'hex');
    const isWhole = /^[0-9a-f]{64}\s*$/.test(text);
    if (!isWhole || (expected !== undefined && sha256Of(key) !== expected))
      throw unfit(this.#places, path, `of app ${appId} for ${month} was altered`);
    return key;
  }
}

const monthLength = 'YYYY-MM'.length;

function keyName(appId: string, month: Month): string {
  return `${month}\n${appId}`;
}

/** An app id may hold any character, and some file systems do not tell letters of both cases apart. */
function keyPath({ keys }: Places, appId: string, month: Month): string {
  const name = /^[0-9a-z][0-9a-z_-]{0,63}$/.test(appId) ? appId : `sha256-${sha256Of(appId)}`;
  return join(keys, month, `${name}.key`);
}

async function makeKey(path: string): Promise<UserIdKey> {
  const key = randomBytes(32);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWholeFile(path, (aside) =>
    writeFile(aside, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' }),
  );
  for (const one of [folder, dirname(folder)]) await sync(one);
  return key;
}

function unfit({ root }: Places, path: string, seen: string): UserError {
  const name = relative(root, path).split(sep).join('/');
  return new UserError(
    `The key ${name} ${seen}. With another key, users of the month would count twice.\nAccepted: the key that imbill made.\nCopy .imbill/keys from a backup, and run again.`,
    exitCodes.failed,
  );
}
