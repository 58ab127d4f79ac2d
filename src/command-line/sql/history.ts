import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSmallText } from '../../base/small-file.ts';

const mostLines = 1000;

/** Lines that were typed at the prompt, in a file of the user. */
export interface History {
  /** Newest line first. */
  lines: string[];
  /** Adds a line. A history that cannot be written is not an error. */
  add(line: string): Promise<void>;
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
  const lines = all.slice(-mostLines);
  if (all.length > 2 * mostLines) await writeFile(file, `${lines.join('\n')}\n`).catch(() => {});
  return {
    lines: lines.toReversed(),
    async add(line) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await appendFile(file, `${line}\n`, { mode: 0o600 });
      } catch {
        // The home folder may be read-only.
      }
    },
  };
}
