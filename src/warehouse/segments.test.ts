import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { writeRows } from '../intake/records/write-rows.ts';
import { type Workspace, workspaceAt } from '../workspace/workspace.ts';
import { createTables } from './schema.ts';
import { placeSegments, removeUnknownSegments, sealRows } from './segments.ts';

let database: Database;
let workspace: Workspace;

beforeEach(async () => {
  workspace = workspaceAt(await mkdtemp(join(tmpdir(), 'imbill-segments-')));
  await mkdir(workspace.scratch, { recursive: true });
  database = await Database.open({ threads: 1 });
  await createTables(database);
  await database.run('create temp table rejected (line_number bigint)');
});
afterEach(async () => {
  database.close();
  await rm(workspace.root, { recursive: true });
});

async function write(hasSeveralRowsALine: boolean) {
  const preset = hasSeveralRowsALine ? { preset: 'app-info' } : {};
  const source = { kind: 'logins', columns: {}, constants: {}, delimiter: ',' } as const;
  const checked = { counts: { lines: 0, headers: 0, accepted: 0, ignored: 0, rejected: 0 } };
  const settings = { ...source, files: [], ...preset };
  const rows = await writeRows(database, settings, checked, workspace.scratch);
  return sealRows(workspace, { source: 'logins', batchName: 'b1' }, rows);
}

/** Lines of `checked`: number, day, whether it is wrong, whether it is ignored. */
const check = (rows: string) =>
  database.run(`create temp table checked as
    select line_number, cast(day as date) as usage_date, case when is_wrong then 'wrong' end as problem, is_ignored
    from (values ${rows}) t(line_number, day, is_wrong, is_ignored)`);

describe('writeRows, sealRows and placeSegments', () => {
  it('write one file a billing day, of the rows that count, in the order of the file', async () => {
    await check(`(3, '2024-02-29', false, false), (2, '2024-02-29', false, false), (4, '2024-03-01', false, false),
      (5, '2024-02-29', true, false), (6, '2024-02-29', false, true)`);
    const segments = await write(false);
    expect(
      segments.map(({ usageDate, path, lines, rows }) => [usageDate, path, lines, rows]),
    ).toEqual([
      ['2024-02-29', '.imbill/lake/logins/2024-02-29/b1.parquet', 2, 2],
      ['2024-03-01', '.imbill/lake/logins/2024-03-01/b1.parquet', 1, 1],
    ]);
    expect((await write(false)).map(({ sha256 }) => sha256)).toEqual(
      segments.map(({ sha256 }) => sha256),
    );
    await placeSegments(workspace, segments);
    const kept = await database.rows(
      `from read_parquet('${join(workspace.root, segments[0]?.path ?? '')}', hive_partitioning = false)`,
    );
    expect(kept).toEqual([
      { line_number: 3n, usage_date: '2024-02-29' },
      { line_number: 2n, usage_date: '2024-02-29' },
    ]);
  });

  it('tell lines from rows where a line holds several, and leave out all rows of a rejected one', async () => {
    await check(`(1, '2026-09-01', false, false), (1, '2026-09-01', false, false),
      (2, '2026-09-01', false, false), (2, '2026-09-01', true, false)`);
    await database.run('insert into rejected values (2)');
    const segments = await write(true);
    expect(segments.map(({ lines, rows }) => [lines, rows])).toEqual([[1, 2]]);
  });

  it('write nothing where nothing counts', async () => {
    await check("(1, '2026-09-01', true, false)");
    expect(await write(false)).toEqual([]);
  });
});

describe('removeUnknownSegments', () => {
  it('removes files that no batch knows, and needs no lake', async () => {
    await removeUnknownSegments(database, workspace);
    const folder = join(workspace.lake, 'logins', '2026-09-01');
    await mkdir(folder, { recursive: true });
    for (const name of ['known.parquet', 'unknown.parquet'])
      await writeFile(join(folder, name), '');
    await database.run(`insert into segments values
      (1, 'logins', '2026-09-01', '.imbill/lake/logins/2026-09-01/known.parquet', 'h', 1, 1)`);
    await removeUnknownSegments(database, workspace);
    expect(await readdir(folder)).toEqual(['known.parquet']);
  });
});
