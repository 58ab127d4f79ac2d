import { afterAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import type { ExactRow } from '../../src/spark/exact-rows.ts';
import { removeTempFolders, tempFolder } from '../../src/testing/temp-folder.ts';
import { writeResultRows } from './write-result-rows.ts';

afterAll(removeTempFolders);

const row = {
  app_id: 'a"\n\u0000é',
  metric: 'dau',
  usage_date: '2026-09-30',
  numerator: '12345678901234567890123456789.123456789',
  denominator: 9_223_372_036_854_775_807n,
  peak_at: '2026-09-30 23:59:59.999999',
};

describe('writeResultRows', () => {
  it('loses no digit, in the order in which rows come', async () => {
    const other = { ...row, app_id: '', peak_at: null, denominator: 1n };
    expect(
      await rowsOf(await writeResultRows(batches([row], [other]), await tempFolder())),
    ).toEqual([
      { ...row, peak_at: '2026-09-30T23:59:59.999999Z' },
      { ...other, usage_date: '2026-09-30' },
    ]);
  });

  it('writes further files where there are many rows', async () => {
    const many = Array.from({ length: 6 }, () => row);
    const paths = await writeResultRows(batches(many, many, [row]), await tempFolder(), 10);
    expect(paths).toHaveLength(2);
    expect(await countOf(paths)).toBe(13n);
  });

  it('writes a file that tells the columns where there are none', async () => {
    const paths = await writeResultRows(batches(), await tempFolder());
    expect(paths).toHaveLength(1);
    expect(await countOf(paths)).toBe(0n);
  });

  it('fails where a column is missing', async () => {
    const { peak_at: _, ...lacking } = row;
    await expect(writeResultRows(batches([lacking]), await tempFolder())).rejects.toThrow(
      'A row of Spark lacks a column',
    );
  });
});

async function* batches(...all: ExactRow[][]): AsyncGenerator<ExactRow[]> {
  yield* all;
}

async function rowsOf(paths: readonly string[]) {
  const database = await Database.open();
  const rows = await database.rows(`select * from ${parquetRows(paths)}`);
  database.close();
  return rows;
}

async function countOf(paths: readonly string[]): Promise<bigint> {
  const database = await Database.open();
  const { rows } = await database.one<{ rows: bigint }>(
    `select count(*) as rows from ${parquetRows(paths)}`,
  );
  database.close();
  return rows;
}
