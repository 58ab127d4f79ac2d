import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Month } from '../../src/calendar/month.ts';
import { AnomalyDatabase } from './testing/anomaly-database.ts';
import { cleanMonth, type HourChanges, together } from './testing/clean-month.ts';
import { seededRandom } from './testing/seeded-random.ts';

let database: AnomalyDatabase;
beforeAll(async () => {
  database = await AnomalyDatabase.open();
});
afterAll(() => database.close());

/** Months of all lengths, two of them with a change of the clocks. */
const calendars: readonly { month: Month; zone: string; changes?: HourChanges }[] = [
  { month: '2026-09', zone: 'Asia/Shanghai' },
  { month: '2026-02', zone: 'UTC' },
  {
    month: '2026-03',
    zone: 'America/New_York',
    changes: new Map([['2026-03-08', { hour: 2, times: 0 }]]),
  },
  {
    month: '2026-10',
    zone: 'Europe/Berlin',
    changes: new Map([['2026-10-25', { hour: 2, times: 2 }]]),
  },
];

const firstSeed = Number(process.env['IMBILL_SEED'] ?? 1);

describe('the default thresholds', () => {
  it.each(Array.from({ length: 10 }, (_, index) => index))(
    'find nothing in 98 clean months that share a workspace, %i',
    async (run) => {
      const { month, zone, changes } = calendars[run % calendars.length]!;
      const months = Array.from({ length: 98 }, (_, index) => {
        const seed = firstSeed * 1000 + run * 98 + index;
        return cleanMonth(month, `s${seed}`, seededRandom(seed), changes);
      });
      const found = await database.find(together(months), { zone });
      expect(found.map(({ message }) => message)).toEqual([]);
    },
  );

  it('find nothing in 20 clean months, each of a workspace of its own', async () => {
    for (let index = 0; index < 20; index++) {
      const { month, zone, changes } = calendars[index % calendars.length]!;
      const seed = firstSeed * 1000 + 980 + index;
      const counted = cleanMonth(month, `s${seed}`, seededRandom(seed), changes);
      const found = await database.find(counted, { zone });
      expect(found.map(({ message }) => message)).toEqual([]);
    }
  });
});
