import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../base/errors.ts';
import { withSnapshot } from '../../command-line/snapshot.ts';
import { Database } from '../../duckdb/duckdb.ts';
import { relationDocs } from '../../duckdb/relation-docs.ts';
import { tempFolder } from '../../testing/temp-folder.ts';

/** A workspace in which relations were published with these columns, all of them text. */
async function published(relations: ReadonlyMap<string, readonly string[]>): Promise<string> {
  const folder = await tempFolder();
  await writeFile(join(folder, 'imbill.yaml'), 'sources: {}');
  await mkdir(join(folder, '.imbill'));
  const database = await Database.open({ path: join(folder, '.imbill/analytics.duckdb') });
  for (const [name, columns] of relations)
    await database.run(`create table ${name} (${columns.map((one) => `${one} text`).join(', ')})`);
  database.close();
  return folder;
}

const ask = (folder: string, sql: string) => withSnapshot(folder, (database) => database.rows(sql));

describe('a snapshot of another version', () => {
  const old = new Map([['invoices', ['number', 'total']]]);

  it.each(['select net from invoices', 'from invoice_lines_now'])(
    'lacks what %s reads, and is published anew by a load',
    async (sql) => {
      await expect(ask(await published(old), sql)).rejects.toMatchObject({
        exitCode: exitCodes.failed,
        message:
          'What is published here is of another version of imbill, and lacks what this command reads.\nPublish it anew with: imbill load',
      });
    },
  );

  it('is read where it has all that is asked for', async () => {
    expect(await ask(await published(old), 'select total from invoices')).toEqual([]);
  });
});

it('a wrong query of ours is not blamed on the version of a whole snapshot', async () => {
  const whole = new Map(
    [...relationDocs()].map(([name, { columns }]) => [name, Object.keys(columns)]),
  );
  await expect(ask(await published(whole), 'select nett from invoices')).rejects.toThrow(
    /^Binder Error: /,
  );
});
