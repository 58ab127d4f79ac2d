import { isDeepStrictEqual } from 'node:util';
import { type Database, quoted } from '../duckdb/duckdb.ts';
import { parquetRows } from '../duckdb/file-rows.ts';
import { queryText } from '../duckdb/query-text.ts';
import { parquetOptions } from '../intake/records/straight-rows.ts';
import type { ErasedWords } from './erased-words.ts';

/** Users of an app to erase: each stored id with the token in its place. */
export interface ErasedUsers {
  appId: string;
  tokens: ReadonlyMap<string, string>;
  words: ErasedWords;
}

/** A segment that holds a user. */
export interface FoundSegment {
  /** Absolute. */
  path: string;
  /** Rows of the user; 0 if only other rows name the user. */
  rows: number;
}

/** Characters from which a rejected value may have been cut. */
const cutLength = 200;

/** Number of segments that are searched by one query. */
const searchedAtATime = 500;

/** Hands in the users: the table `erased_ids`, and the macros `without_id` and `names_id`. */
export async function handInUsers(
  database: Database,
  { tokens, words }: Pick<ErasedUsers, 'tokens' | 'words'>,
): Promise<void> {
  await database.run('create or replace temp table erased_ids (user_id varchar, token varchar)');
  await database.append('erased_ids', tokens);
  await handInWords(database, words);
}

/** Creates the macros of an id: `without_id`, `names_id`, and `without_cut_id` for texts that may be cut. */
export async function handInWords(
  database: Database,
  { pattern, cutPattern, longForms = [], token }: ErasedWords,
): Promise<void> {
  const [id, cut, kept] = [pattern, cutPattern, `\\1${token}`].map(quoted);
  const one = (text: string) => `regexp_replace(${text}, ${id}, ${quoted(`\\1${token}\\2`)}, 'g')`;
  // Of two ids with one character between them, the first pass finds only the first.
  const long = longForms.reduce(
    (text, form) => `replace(${text}, ${quoted(form)}, ${quoted(token)})`,
    'text',
  );
  const without = longForms.length > 0 ? long : one(one('text'));
  await database.run(`create or replace temp macro without_id(text) as ${without}`);
  await database.run(`create or replace temp macro without_cut_id(text) as if(length(text) < ${cutLength},
    without_id(text), regexp_replace(without_id(text), ${cut}, ${kept}))`);
  await database.run(
    'create or replace temp macro names_id(text) as coalesce(without_id(text) <> text, false)',
  );
}

/** Finds the segments that hold a user or name one, by path. The users were handed in. */
export async function findErased(
  database: Database,
  paths: readonly string[],
  appId: string,
): Promise<FoundSegment[]> {
  const found: FoundSegment[] = [];
  for (let from = 0; from < paths.length; from += searchedAtATime) {
    const part = paths.slice(from, from + searchedAtATime);
    await viewRows(database, part, 'filename = true');
    const rows = await database.rows<{ path: string; rows: bigint }>(
      queryText('erase/erased_segments'),
      { app_id: appId },
    );
    found.push(...rows.map(({ path, rows }) => ({ path, rows: Number(rows) })));
  }
  return found;
}

/**
 * Writes the rows of a segment without the users. The users were handed in.
 *
 * @throws {Error} If the new rows count another number of users or logins.
 */
export async function rewriteSegment(
  database: Database,
  from: string,
  to: string,
  appId: string,
): Promise<void> {
  await viewRows(database, [from], 'file_row_number = true');
  const before = await database.rows(queryText('erase/users_by_day'));
  const rows = queryText('erase/erased_rows');
  await database.run(`copy (${rows}) to ${quoted(to)} (${parquetOptions})`, { app_id: appId });
  await viewRows(database, [to]);
  const after = await database.rows(queryText('erase/users_by_day'));
  if (!isDeepStrictEqual(before, after))
    throw new Error(`${from}: without the user it would count other users`);
}

async function viewRows(
  database: Database,
  paths: readonly string[],
  ...options: string[]
): Promise<void> {
  await database.run(
    `create or replace temp view segment_rows as select * from ${parquetRows(paths, ...options)}`,
  );
}
