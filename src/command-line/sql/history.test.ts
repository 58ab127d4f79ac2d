import { readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../testing/temp-folder.ts';
import { historyFile, openHistory } from './history.ts';

describe('historyFile', () => {
  it('is in the folder for state of the user', () => {
    expect(historyFile({ XDG_STATE_HOME: join('/', 'state') })).toBe(
      join('/', 'state', 'imbill', 'sql-history'),
    );
    expect(historyFile({})).toBe(join(homedir(), '.local', 'state', 'imbill', 'sql-history'));
  });
});

describe('openHistory', () => {
  it('keeps queries for the user alone, the last one first, many lines as one', async () => {
    const file = join(await tempFolder(), 'new', 'folder', 'history');
    const history = await openHistory(file);
    expect(history.entries).toEqual([]);
    await history.add('select 1;');
    await history.add('.tables');
    await history.add('select\n  2;');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await openHistory(file)).entries).toEqual(['select\n  2;', '.tables', 'select 1;']);
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
  });

  it('keeps the last thousand, and cuts a file that grew long', async () => {
    const file = join(await tempFolder(), 'history');
    const lines = Array.from({ length: 2001 }, (_, index) => `select ${index};`);
    await writeFile(file, lines.join('\n'));
    const { entries: kept } = await openHistory(file);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([1000, 'select 2000;', 'select 1001;']);
    expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(1000);
  });

  it('does without where nothing can be kept', async () => {
    const file = join(await tempFolder(), 'file');
    await writeFile(file, '');
    const history = await openHistory(join(file, 'history'));
    await expect(history.add('select 1;')).resolves.toBeUndefined();
  });
});
