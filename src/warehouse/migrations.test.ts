import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes, UserError } from '../base/errors.ts';
import { Database } from '../duckdb/duckdb.ts';
import { unpacked } from '../testing/fixture-archive.ts';
import { entryHash } from './chain.ts';
import { runChecks } from './checks.ts';
import { createTables } from './schema.ts';

let database: Database;

async function open(): Promise<Database> {
  const folder = await unpacked('workspace-0.1.0');
  return Database.open({ path: join(folder, '.imbill', 'warehouse.duckdb') });
}

async function shapeOf(one: Database): Promise<unknown> {
  return one.rows(
    `select table_name, column_name, data_type, is_nullable from duckdb_columns()
     where schema_name = 'main' and not internal order by table_name, column_index`,
  );
}

beforeEach(async () => {
  database = await open();
});
afterEach(() => database.close());

describe('a warehouse of imbill 0.1', () => {
  it('gets the tables of a new one', async () => {
    await createTables(database);
    const fresh = await Database.open();
    await createTables(fresh);
    expect(await shapeOf(database)).toEqual(await shapeOf(fresh));
    fresh.close();
    await runChecks(database);
  });

  it('keeps every document, and chains them in the order of their numbers', async () => {
    const documents = 'select number, sha256, document from invoices order by number';
    const before = await database.rows(documents);
    await createTables(database);
    expect(await database.rows(documents)).toEqual(before);
    const chained = await database.rows<Record<string, string> & { position: bigint }>(
      'select position, number, sha256, entry_sha256 from invoices order by position',
    );
    let previous = '';
    for (const [index, { position, number, sha256, entry_sha256 }] of chained.entries()) {
      expect([position, number]).toEqual([BigInt(index + 1), before[index]?.['number']]);
      previous = entryHash(
        { position, number: number!, sha256: sha256!, evidenceSha256: null, reportsSha256: '' },
        previous,
      );
      expect(entry_sha256).toBe(previous);
    }
    const { value } = await database.one("select value from meta where key = 'ledger_head'");
    expect(value).toBe(`${before.length} ${previous}`);
  });

  it('knows what became known in which order', async () => {
    await createTables(database);
    const rows = await database.rows('select batch_id, known_at, withdrawn_at from batches');
    for (const row of rows) expect(row['known_at']).toBe(row['batch_id']);
  });

  it('is left as it was when a newer imbill wrote it', async () => {
    await database.run("update meta set value = '99' where key = 'schema_version'");
    await expect(createTables(database)).rejects.toThrow(
      new UserError(
        'The warehouse was written by a newer imbill (schema version 99; this one knows 3).\nNothing was changed. Run the newer imbill, or a copy of the workspace from before.',
        exitCodes.failed,
      ),
    );
    expect(await database.rows('select known_at from batches').catch(() => 'none')).toBe('none');
  });
});
