import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../duckdb/duckdb.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import {
  knownMeasurements,
  type MeasurementInput,
  recordDailyUsage,
  recordMeasured,
  segmentsByDay,
  segmentsUntil,
} from './measurements.ts';
import { createTables } from './schema.ts';

let database: Database;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imbill-measurements-'));
  database = await Database.open();
  await createTables(database);
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const segment = (batch: number, source: string, day: string, hash = `h${batch}`) =>
  `(${batch}, '${source}', '${day}', 'lake/${day}/${batch}', '${hash}', 1, 1)`;

const names = ({ usageDate, paths }: MeasurementInput) => ({
  usageDate,
  paths: paths.map((path) => path.slice(folder.length + 1)),
});

describe('segmentsByDay and segmentsUntil', () => {
  it('give the segments of a source, by day of a month or up to its end', async () => {
    await database.run(
      `insert into segments values ${[
        segment(2, 'logins', '2024-02-29'),
        segment(1, 'logins', '2024-02-29'),
        segment(1, 'logins', '2024-02-01'),
        segment(1, 'logins', '2024-01-31'),
        segment(1, 'logins', '2024-03-01'),
        segment(3, 'groups', '2024-02-29'),
      ].join(', ')}`,
    );
    const workspace = workspaceAt(folder);
    expect((await segmentsByDay(database, workspace, 'logins', '2024-02')).map(names)).toEqual([
      { usageDate: '2024-02-01', paths: ['lake/2024-02-01/1'] },
      { usageDate: '2024-02-29', paths: ['lake/2024-02-29/1', 'lake/2024-02-29/2'] },
    ]);
    expect(names(await segmentsUntil(database, workspace, 'logins', '2024-02'))).toEqual({
      usageDate: '2024-02-01',
      paths: ['lake/2024-01-31/1', 'lake/2024-02-01/1', 'lake/2024-02-29/1', 'lake/2024-02-29/2'],
    });
    expect(
      names(await segmentsUntil(database, workspace, 'logins', '2024-02', '2024-02-29')).paths,
    ).toEqual(['lake/2024-02-29/1', 'lake/2024-02-29/2']);
  });
});

describe('knownMeasurements', () => {
  const input = (inputs: string) => ({
    ...{ usageDate: '2026-09-01', paths: [], rows: 0 },
    ...{ inputs, isRemoved: false },
  });

  it('knows a measurement by its name, day and inputs, the last ones only', async () => {
    await recordMeasured(database, 'logins', input('x'));
    await recordMeasured(database, 'logins', input('y'));
    const isMeasured = await knownMeasurements(database);
    expect(isMeasured('logins', input('x'))).toBe(false);
    expect(isMeasured('logins', input('y'))).toBe(true);
    expect(isMeasured('groups', input('y'))).toBe(false);
    expect(isMeasured('logins', { ...input('y'), usageDate: '2026-09-02' })).toBe(false);
  });
});

async function record(rows: string, day = '2026-09-01', metrics = ['dau']) {
  const path = join(folder, 'rows.parquet');
  await database.run(`copy (
    select app_id, metric, cast(usage_date as date) as usage_date, cast(numerator as decimal(38, 9)) as numerator,
      cast(denominator as bigint) as denominator, cast(null as timestamp) as peak_at
    from (values ${rows}) t(app_id, metric, usage_date, numerator, denominator)) to '${path}'`);
  await recordDailyUsage(database, [day], metrics, [path]);
}

describe('recordDailyUsage', () => {
  it('replaces the days and metrics that were measured, and leaves reported ones', async () => {
    await database.run(`insert into daily_usage values
      ('a', 'dau', '2026-09-01', 1, 1, 1, false, null), ('b', 'dau', '2026-09-01', 1, 1, 1, false, null),
      ('a', 'dau', '2026-09-02', 2, 2, 1, false, null), ('a', 'groups', '2026-09-01', 3, 3, 1, false, null),
      ('c', 'dau', '2026-09-01', 4, 4, 1, true, null)`);
    await record("('a', 'dau', '2026-09-01', 9, 1)");
    const rows = await database.rows(
      'select app_id, metric, usage_date, quantity from daily_usage order by all',
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['a', 'dau', '2026-09-01', '9.000000000'],
      ['a', 'dau', '2026-09-02', '2.000000000'],
      ['a', 'groups', '2026-09-01', '3.000000000'],
      ['c', 'dau', '2026-09-01', '4.000000000'],
    ]);
  });

  it('divides exactly to nine decimals, half up', async () => {
    const nano = 10n ** 9n;
    const quantity = fc
      .record({
        scaled: fc.bigInt({ min: 0n, max: 10n ** 30n }),
        denominator: fc.oneof(
          fc.constantFrom(1n, 3n, 7n, 300_000_000n, 60_000_000n, 2n),
          fc.bigInt({ min: 1n, max: 3_600_000_000n }),
        ),
      })
      .filter(({ scaled, denominator }) => scaled / denominator < 10n ** 27n);
    await fc.assert(
      fc.asyncProperty(fc.array(quantity, { minLength: 1, maxLength: 20 }), async (quantities) => {
        const rows = quantities.map(({ scaled, denominator }, index) => {
          const numerator = `${scaled / nano}.${String(scaled % nano).padStart(9, '0')}`;
          return `('${index}', 'dau', '2026-09-01', cast('${numerator}' as decimal(38, 9)), ${denominator})`;
        });
        await record(rows.join(', '));
        const found = await database.rows<{ quantity: string }>(
          'select quantity from daily_usage order by cast(app_id as integer)',
        );
        expect(found.map((row) => BigInt(row.quantity.replace('.', '')))).toEqual(
          quantities.map(
            ({ scaled, denominator }) => (2n * scaled + denominator) / (2n * denominator),
          ),
        );
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    // 117042.495 Mbps × 300 s; a third; half of the last decimal rounds up
    ['35112748500000', 300_000_000, '117042.495000000'],
    ['1', 3, '0.333333333'],
    ['2', 3, '0.666666667'],
    ['0.000000001', 2, '0.000000001'],
    ['0.000000001', 3, '0.000000000'],
    ['0', 7, '0.000000000'],
  ])('divides %s by %s', async (numerator, denominator, quantity) => {
    await record(
      `('a', 'dau', '2026-09-01', cast('${numerator}' as decimal(38, 9)), ${denominator})`,
    );
    expect(await database.rows('select quantity from daily_usage')).toEqual([{ quantity }]);
  });
});
