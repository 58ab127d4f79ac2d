import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from './duckdb.ts';
import { StreamedResult } from './streamed-result.ts';

let database: Database;

beforeAll(async () => {
  database = await Database.open({ threads: 1, memoryLimit: '200MB' });
});
afterAll(() => database.close());

async function countRows(streamed: StreamedResult): Promise<number> {
  let rows = 0;
  for (let chunk = await streamed.next(); chunk; chunk = await streamed.next())
    rows += chunk.rowCount;
  return rows;
}
const begin = (sql: string) => database.streamValues(sql);
// More rows before the failure than DuckDB computes ahead.
const late = `select cast(if(range < 600000, '1', 'x') as int) from range(700000)`;

describe('StreamedResult', () => {
  it('gives all rows, however many', async () => {
    expect(await countRows(await begin('from range(700000)'))).toBe(700_000);
    expect(await countRows(await begin('from range(0)'))).toBe(0);
  });

  it('throws what failed behind the first rows, instead of ending there', async () => {
    const streamed = await begin(late);
    await expect(countRows(streamed)).rejects.toThrow(
      /^Conversion Error: Could not convert string 'x' to INT32\n\nLINE 1: select cast/,
    );
    expect(await streamed.next()).toBeUndefined();
    const large = `select repeat('x', if(range < 600000, 1, 300000000)::int) from range(700000)`;
    await expect(begin(large).then(countRows)).rejects.toThrow(/^Out of Memory Error: /);
  });

  it('throws what failed at its beginning, and leaves the connection free', async () => {
    await expect(begin('select * from nowhere')).rejects.toThrow('Catalog Error: ');
    expect(await countRows(await begin('select 1'))).toBe(1);
  });

  it('throws when it is interrupted, and computes nothing again', async () => {
    const streamed = await begin('from range(100000000000)');
    await streamed.next();
    database.interrupt();
    await expect(countRows(streamed)).rejects.toThrow('INTERRUPT Error: Interrupted!');
    await expect(begin(late).then(countRows)).rejects.toThrow('Conversion Error: ');
  });

  it('ends its transaction also where an interruption comes as late as that', async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    const run = connection.run.bind(connection);
    const interrupted = ['rollback', 'begin transaction', 'rollback'];
    connection.run = (sql, values, types) => {
      if (interrupted[0] !== sql) return run(sql, values, types);
      interrupted.shift();
      return Promise.reject(new Error('INTERRUPT Error: Interrupted!'));
    };
    const query = { sql: 'from range(3)', isInTransaction: false, wasInterrupted: () => true };
    await (await StreamedResult.begin(connection, query)).close();
    await expect(StreamedResult.begin(connection, query)).rejects.toThrow('INTERRUPT Error');
    expect(interrupted).toEqual([]);
    expect(await countRows(await StreamedResult.begin(connection, query))).toBe(3);
    connection.closeSync();
    instance.closeSync();
  });

  it('can be given up', async () => {
    const left = await begin('from range(700000)');
    await left.next();
    await left.close();
    expect(await countRows(await begin('select 1'))).toBe(1);
  });

  it('runs in the transaction that is there, and says there, too, that it failed', async () => {
    await database.transaction(async () => {
      await database.run('create table kept as select 1 as one');
      expect(await countRows(await begin('from kept'))).toBe(1);
    });
    expect(await countRows(await begin('from kept'))).toBe(1);
    const failing = database.transaction(() => begin(late).then(countRows));
    await expect(failing).rejects.toThrow('The result broke off before its end.');
    expect(await countRows(await begin('from kept'))).toBe(1);
  });
});

describe('Database.stream', () => {
  it('throws what failed behind the first rows', async () => {
    const read = async () => {
      for await (const rows of database.stream(late)) expect(rows.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow('Conversion Error: ');
    expect(await database.rows('select 1 as one')).toEqual([{ one: 1n }]);
  });
});
