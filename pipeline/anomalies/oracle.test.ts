import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInKinds } from '../../src/anomalies/built-in-kinds.ts';
import { AnomalyDatabase } from './testing/anomaly-database.ts';
import { cleanMonth } from './testing/clean-month.ts';
import { withFaults } from './testing/faulty-month.ts';
import { oracleOf } from './testing/oracle.ts';
import { seededRandom } from './testing/seeded-random.ts';

let database: AnomalyDatabase;
beforeAll(async () => {
  database = await AnomalyDatabase.open();
});
afterAll(() => database.close());

/** The shortest row of seeds whose months have every kind. */
const firstSeed = 79;
const lastSeed = Number(process.env['IMBILL_SEEDS'] ?? 114);

describe('sql/anomalies', () => {
  it('finds what slow loops over the same months find', async () => {
    const codes = new Map<string, number>();
    for (let seed = firstSeed; seed <= lastSeed; seed++) {
      const random = seededRandom(seed);
      const clean = cleanMonth('2026-09', 'w', random);
      const counted = withFaults(withFaults(withFaults(clean, random), random), random);
      const found = (await database.find(counted)).map(
        ({ code, day, hour, subject, value, expected }) =>
          [code, day, hour, subject, Number(value), Number(expected)].join(' '),
      );
      const wanted = oracleOf(counted).map(({ code, day, hour, subject, value, expected }) =>
        [code, day, hour, subject, value, expected].join(' '),
      );
      expect([seed, found.toSorted()]).toEqual([seed, wanted.toSorted()]);
      for (const { code } of oracleOf(counted)) codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].toSorted()).toEqual(builtInKinds().map(({ code }) => code));
  });
});
