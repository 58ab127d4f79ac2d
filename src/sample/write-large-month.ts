import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { type Accounts, writeAccounts } from './accounts-files.ts';
import { largeBandwidth, largeGroups, largeLogins } from './large-day.ts';
import type { LargeMonth } from './large-month.ts';
import type { LogWriter } from './log-writer.ts';
import { addMonths, dateOf, numbersFrom } from './month-days.ts';
import { largeSettings } from './settings-texts.ts';

/**
 * Writes a month of any size into `dir`: a file per day of logins, of bandwidth and of groups.
 * A customer has three apps, each app a pro plan, every fifth app roaming. Two files are written at
 * once, each streamed.
 *
 * A day has `users` distinct users and `users // 10` repeated logins (`large-day.ts` says which).
 */
export async function writeLargeMonth(
  dir: string,
  writer: LogWriter,
  large: LargeMonth,
): Promise<void> {
  await writeFile(join(dir, 'imbill.yaml'), largeSettings);
  await writeAccounts(dir, largeAccounts(large));
  const two = pLimit(2);
  const files = numbersFrom(1, large.size.days).flatMap((day) => filesOf(large, day));
  await Promise.all(files.map(({ path, select }) => two(() => writer.copy(path, select))));
}

function filesOf(large: LargeMonth, day: number): { path: string; select: string }[] {
  const name = `${dateOf(large.month, day)}.${large.format}`;
  return [
    { path: `logs/logins/${name}`, select: largeLogins(large, day) },
    { path: `logs/bandwidth/${name}`, select: largeBandwidth(large, day) },
    { path: `logs/groups/${name}`, select: largeGroups(large, day) },
  ];
}

function largeAccounts({ month, size }: LargeMonth): Accounts {
  const apps = numbersFrom(0, size.apps - 1).map((index) => ({
    index,
    appId: `${1_400_000_001 + index}`,
    customer: Math.floor(index / 3) + 1,
  }));
  return {
    customers: apps.map(({ index, appId, customer }) => ({
      customerId: `customer-${`${customer}`.padStart(5, '0')}`,
      name: `Customer ${customer}`,
      appId,
      appName: `App ${index + 1}`,
    })),
    purchases: apps.map(({ index, appId }) => ({
      orderId: `P-${`${index + 1}`.padStart(6, '0')}`,
      appId,
      sku: 'pro',
      ...planOf(index, month),
      kind: 'purchase',
    })),
    roaming: apps
      .filter(({ index }) => index % 5 === 0)
      .map(({ appId }) => ({ appId, from: dateOf(month, 1), extraMonths: 1 })),
  };
}

/** Every other app buys a month on the 1st; the others bought three on the 15th before. */
function planOf(index: number, month: string): { purchasedAt: string; months: number } {
  if (index % 2 === 0) return { purchasedAt: `${dateOf(month, 1)}T09:00:00+08:00`, months: 1 };
  const before = dateOf(addMonths(month, -1), 15);
  return { purchasedAt: `${before}T09:00:00+08:00`, months: 3 };
}
