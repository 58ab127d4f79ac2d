import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSmallText } from '../../base/small-file.ts';

const mostEntries = 1000;
/** Stands for a line feed within an entry, as in the history of psql: an entry is one line of the file. */
const lineFeed = '\u0001';

/** Queries and commands that were typed at the prompt, in a file of the user. */
export interface History {
  /** Newest first. A query of many lines is one entry. */
  entries: string[];
  /** Adds an entry. A history that cannot be written is not an error. */
  add(entry: string): Promise<void>;
}

/**
 * Returns the path of the history. It is in the user's home, not in the workspace, which others
 * read too.
 *
 * @param environment Variables of the process; XDG_STATE_HOME moves the file.
 */
export function historyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'imbill', 'sql-history');
}

/** Reads the history, and shortens its file if it is long. */
export async function openHistory(file: string): Promise<History> {
  const text = await readSmallText(file).catch(() => '');
  const all = text.split('\n').filter((line) => line !== '');
  const lines = all.slice(-mostEntries);
  if (all.length > 2 * mostEntries) await writeFile(file, `${lines.join('\n')}\n`).catch(() => {});
  return {
    entries: lines.map((line) => line.replaceAll(lineFeed, '\n')).toReversed(),
    async add(entry) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await appendFile(file, `${entry.replaceAll('\n', lineFeed)}\n`, { mode: 0o600 });
      } catch {
        // The home folder may be read-only.
      }
    },
  };
}
