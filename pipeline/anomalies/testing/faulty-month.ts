import { daysOfMonth } from '../../../src/calendar/month.ts';
import type { CountedMonth } from './clean-month.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Puts mistakes of all kinds into a month, at random places. */
export function withFaults(counted: CountedMonth, random: SeededRandom): CountedMonth {
  const days = daysOfMonth(counted.month);
  const day = random.pick(days);
  const last = days[Math.min(days.length - 1, days.indexOf(day) + random.pick([0, 0, 1, 5, 30]))]!;
  const isOdd = (row: { day: string }) => row.day >= day && row.day <= last;
  const share = random.pick([0, 0.03, 0.5, 2, 3]);
  const from = random.whole(0, 23);
  const hours = random.pick([1, 2, 6, 24]);
  const without = (values: readonly number[]) =>
    values.map((value, hour) => (hour >= from && hour < from + hours ? 0 : value));
  const faults: readonly (() => Partial<CountedMonth>)[] = [
    () => ({
      logins: counted.logins.map((row) =>
        isOdd(row) ? { ...row, users: Math.max(1, Math.floor(row.users * share)) } : row,
      ),
    }),
    () => ({ logins: counted.logins.filter((row) => !isOdd(row)) }),
    () => ({
      logins: counted.logins.map((row) =>
        isOdd(row) ? { ...row, hours: without(row.hours) } : row,
      ),
    }),
    () => ({ nodes: counted.nodes.filter((row) => !(isOdd(row) && row.node === 'n1')) }),
    () => ({
      nodes: counted.nodes
        .map((row) => (isOdd(row) ? { ...row, hours: without(row.hours) } : row))
        .filter((row) => row.hours.some((slots) => slots > 0)),
    }),
    () => ({
      nodes: counted.nodes.map((row) =>
        row.day === day
          ? { ...row, hours: row.hours.map((slots, hour) => (hour === from ? 0 : slots)) }
          : row,
      ),
    }),
    () => ({
      groups: counted.groups.map((row) =>
        isOdd(row) ? { ...row, groups: Math.floor(row.groups * share) } : row,
      ),
    }),
    () => ({
      rejects: counted.rejects.map((row) => ({
        ...row,
        rejected: Math.ceil(row.lines * random.pick([0.01, 0.02, 0.5])),
      })),
      bills: counted.bills.map((bill) => ({
        ...bill,
        total: random.pick(['0.00', '1000.00', '40000.00']),
      })),
    }),
  ];
  return { ...counted, ...random.pick(faults)() };
}
