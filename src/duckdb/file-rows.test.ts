import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { Database } from './duckdb.ts';
import { csvRows, parquetFooters, parquetRows, wholeText } from './file-rows.ts';

describe('the readers of files', () => {
  it('read the file of that path, and nothing of the path itself', async () => {
    const folder = join(await tempFolder(), 'app_id=zz', 'metric=dau', '[ab]');
    // Names that are patterns for each other, and would read other files, too.
    const names = ['*', 'a*b', 'a?b', '[a]', 'a', 'axb', '**', 'a['];
    await writeFiles(
      folder,
      Object.fromEntries(
        names.flatMap((name) => [
          [`${name}.parquet`, `app_id\n${name}\n`],
          [`${name}.csv`, `app_id\n${name}\n`],
        ]),
      ),
    );
    const database = await Database.open();
    try {
      for (const name of names) {
        const path = join(folder, name);
        const csv = csvRows(`${path}.csv`, 'header = true', "columns = {app_id: 'varchar'}");
        for (const reader of [parquetRows(`${path}.parquet`), csv])
          expect(await database.rows(`from ${reader}`)).toEqual([{ app_id: name }]);
        expect(await database.rows(`select content from ${wholeText(`${path}.csv`)}`)).toEqual([
          { content: `app_id\n${name}\n` },
        ]);
        expect(
          await database.rows(`select num_rows from ${parquetFooters([`${path}.parquet`])}`),
        ).toEqual([{ num_rows: 1n }]);
      }
    } finally {
      database.close();
    }
  });

  it('refuse a path that no pattern names', () => {
    expect(() => parquetRows('/logs/a\\[1].parquet')).toThrow(
      new UserError(
        '"/logs/a\\\\[1].parquet" cannot be read: its path holds a \\ and one of * ? [.\nAccepted: paths without \\.\nRename the file or the folder, and run again.',
      ),
    );
  });

  it('are built in one place', () => {
    const root = join(import.meta.dirname, '..', '..');
    const sources = ['src', 'pipeline', 'reports'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|testing/.test(name))
        .map((name) => join(folder, name)),
    );
    const reader = /\b(read_(parquet|csv|csv_auto|json|json_auto|ndjson|text|blob)|parquet_\w+)\(/;
    const builders = sources.filter((name) =>
      reader.test(readFileSync(join(root, name), 'utf8').replaceAll(/^\s*(\*|\/\/).*$/gm, '')),
    );
    expect(builders).toEqual(['src/duckdb/file-rows.ts']);
  });
});
