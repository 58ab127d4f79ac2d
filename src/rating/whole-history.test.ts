import { describe, expect, it } from 'vitest';
import { allUnits } from '../metrics/catalogue.ts';
import { builtInPriceBooks, readPriceBooks } from '../prices/read-price-books.ts';
import { rateMonth } from './rate-month.ts';
import { monthByThePage } from './testing/oracle.ts';
import { lastDayOf } from './testing/slow-calendar.ts';
import type { Purchase, RatingInput } from './types.ts';

const books = (await readPriceBooks([builtInPriceBooks()])).filter(
  ({ list }) => list === 'tencent-im-2019',
);

function bought(sku: string, boughtOn: string, months: number): Purchase {
  return { orderId: `${sku} ${boughtOn}`, appId: 'app', sku, boughtOn, months, kind: 'purchase' };
}

/** The same in every month, so that only the prices differ. */
function inputOf(month: string): RatingInput {
  const last = lastDayOf(month).slice(8);
  const days: [metric: string, day: string, numerator: string][] = [
    ['dau', '05', '250000'],
    ['dau', '20', '120000'],
    ['bandwidth_domestic_mbps', '05', '100'],
    ['bandwidth_domestic_mbps', '20', '50.5'],
    ['bandwidth_international_mbps', '05', '10'],
    ['bandwidth_international_mbps', '28', '10'],
    ['groups', '02', '450000'],
    ['groups', '10', '350000'],
    ['groups', last, '130000'],
  ];
  return {
    month,
    appIds: ['app'],
    books,
    units: allUnits(),
    monthlyUsers: new Map(),
    usage: days.map(([metric, day, numerator]) => ({
      appId: 'app',
      metric,
      usageDate: `${month}-${day}`,
      numerator,
      denominator: '1',
    })),
    purchases: [
      bought('pro', '2018-09-14', 12),
      bought('pro', '2019-09-13', 12),
      bought('flagship', '2020-01-15', 1),
    ],
    roaming: [{ appId: 'app', from: '2018-09-14', extraMonths: 2 }],
  };
}

/*
 * 2018-09: the list begins on the 14th, the days before have no price
 *   dau        120,000 − 100,000 → 1 block × 10000
 *   bandwidth  highest 50.5 × 50
 *   roaming    120,000 → 2 blocks × 1 started quarter × 1000
 *   groups     130,000 on the last day → 1 block × 600, at least 2000
 *   prepaid    12 × 999
 * 2018-10 to 2018-12: the state of the first day
 *   dau        250,000 − 100,000 → 2 blocks × 10000
 *   bandwidth  highest 100 × 50
 *   roaming    250,000 → 3 blocks × 1 quarter × 1000
 * 2019-01 to 2019-08: bandwidth 150.5 × 2; roaming 3 × 2 months × 500; groups 1 × 1000
 * 2019-09 to 2019-11: groups 450,000 on the highest day → 4 × 1000
 * 2019-12: 60 days of history are in the step of 90: 1000; international
 *   bandwidth from the 27th on: 10 × 4
 * 2020-01: dau 240,000 above → 24 × 1000; international 20 × 4; history at the flagship's 500
 * 2020-02: the flagship plan runs to the 14th
 * 2020-03: pro alone, history 1000
 */
const golden = `
month    prepaid   dau       domestic  international  roaming  groups   history  total
2018-09  11988.00  10000.00   2525.00           0.00  2000.00  2000.00     0.00  28513.00
2018-10      0.00  20000.00   5000.00           0.00  3000.00  2000.00     0.00  30000.00
2018-11      0.00  20000.00   5000.00           0.00  3000.00  2000.00     0.00  30000.00
2018-12      0.00  20000.00   5000.00           0.00  3000.00  2000.00     0.00  30000.00
2019-01      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-02      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-03      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-04      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-05      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-06      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-07      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-08      0.00  20000.00    301.00           0.00  3000.00  1000.00     0.00  24301.00
2019-09  11988.00  20000.00    301.00           0.00  3000.00  4000.00     0.00  39289.00
2019-10      0.00  20000.00    301.00           0.00  3000.00  4000.00     0.00  27301.00
2019-11      0.00  20000.00    301.00           0.00  3000.00  4000.00     0.00  27301.00
2019-12      0.00  20000.00    301.00          40.00     0.00  4000.00  1000.00  25341.00
2020-01   2999.00  24000.00    301.00          80.00     0.00  4000.00   500.00  31880.00
2020-02      0.00  24000.00    301.00          80.00     0.00  4000.00   500.00  28881.00
2020-03      0.00  24000.00    301.00          80.00     0.00  4000.00  1000.00  29381.00
`;

const [header = [], ...rows] = golden
  .trim()
  .split('\n')
  .map((line) => line.split(/ +/));
const columnOf: Record<string, string> = {
  dau: 'dau',
  roaming: 'roaming',
  groups: 'groups',
  'history-storage': 'history',
  'bandwidth-domestic': 'domestic',
  'bandwidth-international': 'international',
};

describe('one app, month by month, from 2018-09 to 2020-03', () => {
  it.each(rows.map((row) => [row[0]!, row] as const))('%s', (month, row) => {
    const rated = rateMonth(inputOf(month));
    const amounts: Record<string, string> = Object.fromEntries(
      header.map((name) => [name, '0.00']),
    );
    for (const { kind, sku, amount } of rated.lines)
      if (kind === 'postpaid') amounts[columnOf[sku]!] = amount;
    expect({ ...amounts, month, prepaid: rated.prepaid, total: rated.total }).toEqual(
      Object.fromEntries(header.map((name, index) => [name, row[index]])),
    );
  });

  it.each(rows.map((row) => [row[0]!, row] as const))('%s, as the oracle has it', (month, row) => {
    const input = inputOf(month);
    // bits of 300 seconds, as the oracle takes bandwidth
    const usage = input.usage.map((day) =>
      day.metric.startsWith('bandwidth')
        ? {
            ...day,
            numerator: String(Number(day.numerator) * 10 * 30_000_000),
            denominator: '300000000',
          }
        : day,
    );
    const { prepaid, charges } = monthByThePage({ ...input, usage }, 'app');
    const total = Object.values(charges).reduce((sum, cents) => sum + cents, prepaid);
    expect(total).toBe(BigInt(row.at(-1)!.replace('.', '')));
  });
});
