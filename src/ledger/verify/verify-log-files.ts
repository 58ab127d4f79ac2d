import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isLeftAside } from '../../base/whole-files.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { formatBundle, tileHashes, tilePath, tileWidth } from '../../tlog/tiles.ts';
import { comparison, type Difference } from '../difference.ts';
import type { ReadLog } from './verify-log.ts';

/**
 * Compares the files of `.imbill/log/` with the log. Missing files are no damage: the next command that writes makes
 * them again. Partial tiles of earlier sizes may be there, too.
 */
export async function verifyLogFiles(
  database: Database,
  folder: string,
  log: Pick<ReadLog, 'entries' | 'tree'>,
  differences: Difference[],
): Promise<void> {
  const notes = await database.rows<{ note: string }>('select note from log_checkpoints');
  const checkpoints = new Set(notes.map(({ note }) => note));
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const file of found.filter((one) => !one.isDirectory() && !isLeftAside(one.name))) {
    const path = join(file.parentPath, file.name);
    const name = path
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
    const compare = comparison('log', `.imbill/log/${name}`, differences);
    if (!file.isFile()) compare('', 'a regular file', 'something else');
    else if (name === 'checkpoint') {
      if (!checkpoints.has(await readFile(path, 'utf8')))
        compare('', 'a checkpoint of the log', 'another text');
    } else {
      const expected = contentOf(name, log);
      if (expected === undefined) compare('', undefined, 'a file that is not of the log');
      else if (!(await readFile(path)).equals(expected))
        compare('', 'the bytes of the log', 'other bytes');
    }
  }
}

/** Returns the bytes that a file must have; undefined if the log has no such file. */
function contentOf(
  name: string,
  { entries, tree }: Pick<ReadLog, 'entries' | 'tree'>,
): Uint8Array | undefined {
  const [, levelText, indexText, widthText] =
    /^tile\/(entries|\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(name) ?? [];
  if (levelText === undefined || indexText === undefined) return undefined;
  const level = levelText === 'entries' ? levelText : Number(levelText);
  const tile = {
    level,
    index: Number(indexText.replaceAll(/\D/g, '')),
    width: Number(widthText ?? tileWidth),
  } as const;
  const count = Math.floor(tree.size / tileWidth ** (level === 'entries' ? 0 : level));
  const start = tile.index * tileWidth;
  if (tile.width < 1 || start + tile.width > count || tilePath(tile) !== name) return undefined;
  if (level === 'entries') return formatBundle(entries.slice(start, start + tile.width));
  return Buffer.concat(tileHashes(tree, tile));
}
