import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes, UserError } from '../base/errors.ts';
import { Database } from '../duckdb/duckdb.ts';
import { unpacked } from '../testing/fixture-archive.ts';
import { entryHash } from './chain.ts';
import { runChecks } from './checks.ts';
import { createTables } from './schema.ts';
import { brokenSeals, sealWarehouse } from './seal.ts';
import { nextSequenceNumber } from './sequence-number.ts';

let database: Database;
let path: string;

async function open(workspace: string): Promise<Database> {
  const folder = await unpacked(workspace);
  path = join(folder, '.imbill', 'warehouse.duckdb');
  return Database.open({ path });
}

async function shapeOf(one: Database): Promise<unknown> {
  return one.rows(
    `select table_name, column_name, data_type, is_nullable from duckdb_columns()
     where schema_name = 'main' and not internal order by table_name, column_index`,
  );
}

/** Opens it again, as the next command does. */
async function reopen(): Promise<void> {
  database.close();
  database = await Database.open({ path });
}

afterEach(() => database.close());

describe.each(['workspace-0.1.0', 'workspace-0.2.0', 'workspace-schema-3', 'workspace-schema-4'])(
  '%s',
  (workspace) => {
    it('gets the tables of a new one', async () => {
      database = await open(workspace);
      await createTables(database);
      const fresh = await Database.open();
      await createTables(fresh);
      expect(await shapeOf(database)).toEqual(await shapeOf(fresh));
      fresh.close();
      await runChecks(database);
    });
  },
);

describe('a warehouse of schema version 3', () => {
  beforeEach(async () => {
    database = await open('workspace-schema-3');
  });

  it('keeps each sequence number under its new name, and goes on from the last one', async () => {
    const before = await database.rows(
      'select batch_id, known_at, withdrawn_at from batches order by batch_id',
    );
    const facts = await database.rows('select sha256, known_at from facts order by sha256');
    await createTables(database);
    await reopen();
    await createTables(database);
    const now = 'known_sequence_number as known_at';
    expect(
      await database.rows(
        `select batch_id, ${now}, withdrawn_sequence_number as withdrawn_at from batches order by batch_id`,
      ),
    ).toEqual(before);
    expect(await database.rows(`select sha256, ${now} from facts order by sha256`)).toEqual(facts);
    expect(before.filter((row) => row['withdrawn_at'] !== null)).toHaveLength(1);
    const numbers = [...before, ...facts].flatMap((row) => [row['known_at'], row['withdrawn_at']]);
    const last = numbers.reduce<bigint>(
      (high, next) => (typeof next === 'bigint' && next > high ? next : high),
      0n,
    );
    expect(await nextSequenceNumber(database)).toBe(last + 1n);
  });

  it('still refuses a second batch of the same content', async () => {
    await createTables(database);
    await reopen();
    await expect(
      database.run('insert into batches select * replace (99 as batch_id) from batches limit 1'),
    ).rejects.toThrow(/unique constraint/);
  });

  it('is sealed with what the migration made of it', async () => {
    await createTables(database);
    expect(await brokenSeals(database)).toBeUndefined();
    await sealWarehouse(database);
    expect(await brokenSeals(database)).toEqual([]);
  });
});

describe('a warehouse of imbill 0.1', () => {
  beforeEach(async () => {
    database = await open('workspace-0.1.0');
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
    const rows = await database.rows('select batch_id, known_sequence_number from batches');
    for (const row of rows) expect(row['known_sequence_number']).toBe(row['batch_id']);
  });

  it('is left as it was when a newer imbill wrote it', async () => {
    await database.run("update meta set value = '99' where key = 'schema_version'");
    await expect(createTables(database)).rejects.toThrow(
      new UserError(
        'The warehouse was written by a newer imbill (schema version 99; this one knows 8).\nNothing was changed. Run the newer imbill, or a copy of the workspace from before.',
        exitCodes.failed,
      ),
    );
    expect(await database.rows('select known_at from batches').catch(() => 'none')).toBe('none');
  });
});
