import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSmallText } from '../../base/small-file.ts';

const mostLines = 1000;

/** Lines that were typed at the prompt before, in a file of the user's own. */
export interface History {
  /** The last one first. */
  lines: string[];
  /** Keeps one more; a history that cannot be kept is no error. */
  keep(line: string): Promise<void>;
}

/**
 * Where the history is: with the user and not in the workspace, which others read too.
 *
 * @param environment Of the process; XDG_STATE_HOME moves it.
 */
export function historyFile(environment: NodeJS.ProcessEnv = process.env): string {
  const state = environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'imbill', 'sql-history');
}

export async function openHistory(file: string): Promise<History> {
  const text = await readSmallText(file).catch(() => '');
  const all = text.split('\n').filter((line) => line !== '');
  const lines = all.slice(-mostLines);
  if (all.length > 2 * mostLines) await writeFile(file, `${lines.join('\n')}\n`).catch(() => {});
  return {
    lines: lines.toReversed(),
    async keep(line) {
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await appendFile(file, `${line}\n`, { mode: 0o600 });
      } catch {
        // Such as a home that cannot be written to.
      }
    },
  };
}
