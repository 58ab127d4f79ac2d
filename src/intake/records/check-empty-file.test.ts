import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../duckdb/duckdb.ts';
import { currentSql } from '../../duckdb/sql-files.ts';
import { deliveredFormat } from '../bytes/delivered-format.ts';
import { verifyDelivery } from '../bytes/verify-delivery.ts';
import { type SourceKind, sourceKinds } from './canonical-columns.ts';
import { checkFile, setVariable } from './check-file.ts';
import { setLineTimes } from './time-variables.ts';

let folder: string;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-empty-'));
  database = await Database.open({ threads: 1 });
  await setLineTimes(database, { timezone: 'Asia/Shanghai', slotSeconds: 300 });
  await setVariable(database, 'metric_names', ['dau']);
  await database.run(currentSql().macros);
});

afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

describe('checkFile', () => {
  it.each(sourceKinds)(
    'leaves no rows and counts no lines of an empty file of %s, whatever was checked before',
    async (kind) => {
      const counts = { lines: 0, headers: 0, accepted: 0, ignored: 0, rejected: 0 };
      for (const [name, text] of [
        ['nothing.csv', ''],
        ['mark-only.csv', '\ufeff'],
        ['nothing.ndjson', ''],
        ['mark-only.ndjson', '\ufeff'],
        ['nothing.json', ''],
        ['mark-only.json', '\ufeff'],
      ] as const) {
        await writeFile(join(folder, name), text);
        expect(await check(name, kind)).toEqual(counts);
        expect(await database.rows('select usage_date, problem, is_ignored from checked')).toEqual(
          [],
        );
        expect(await database.rows('select * from rejected')).toEqual([]);
      }
    },
  );
});

async function check(name: string, kind: SourceKind) {
  const path = join(folder, name);
  const file = { ...deliveredFormat(name), path, name, scratchDir: folder, delimiter: ',' };
  const source = { kind, files: ['**/*'], columns: {}, constants: {}, delimiter: ',' };
  const { counts } = await checkFile(database, await verifyDelivery(file), source);
  return counts;
}
