import { existsSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Accounts, writeAccounts } from '../../src/sample/accounts-files.ts';
import { mixed } from '../../src/sample/mixing.ts';
import { addMonths, dateOf, daysIn, numbersFrom } from '../../src/sample/month-days.ts';
import { measureNode } from './measure-process.ts';

/** The size of a ledger. */
export interface HistorySize {
  months: number;
  /** Number of apps and of customers, one app each. */
  apps: number;
}

export interface HistoryWanted {
  /** Entry of the command line with its version. Another version would issue other documents. */
  imbill: string;
  imbillVersion: string;
  seed: number;
  size: HistorySize;
}

export interface History {
  /** A workspace with all months issued. */
  all: string;
  /** Workspace with the first half of them. */
  half: string;
  size: HistorySize;
}

const firstMonth = '2024-01';

/** Returns the first and the last billing month of a history. */
export function historyRange({ months }: HistorySize): { from: string; to: string } {
  return { from: firstMonth, to: addMonths(firstMonth, months - 1) };
}

/**
 * Makes a ledger of issued months below `folder`, or uses the existing one. Each app buys a pro plan each month; users
 * and groups are delivered daily values. `imbill` runs the months one after the other; `say` is told each.
 */
export async function makeHistory(
  folder: string,
  { imbill, imbillVersion, seed, size }: HistoryWanted,
  say: (text: string) => void,
): Promise<History> {
  const place = join(
    folder,
    `history-${size.months}x${size.apps}-seed-${seed}-by-${imbillVersion}`,
  );
  const history = { all: join(place, 'all'), half: join(place, 'half'), size };
  if (existsSync(join(place, 'complete'))) return history;
  await rm(place, { recursive: true, force: true });
  await writeHistoryWorkspace(history.all, seed, size);
  for (const index of numbersFrom(0, size.months - 1)) {
    const month = addMonths(firstMonth, index);
    say(`Issuing ${month}, for regenerate and simulate`);
    await measureNode([imbill, 'run', '--month', month, '--workspace', history.all]);
    await rm(join(history.all, 'out'), { recursive: true, force: true });
    if (index + 1 === Math.ceil(size.months / 2))
      await cp(history.all, history.half, { recursive: true });
  }
  await writeFile(join(place, 'complete'), '');
  return history;
}

async function writeHistoryWorkspace(
  workspace: string,
  seed: number,
  size: HistorySize,
): Promise<void> {
  await mkdir(join(workspace, 'logs/daily'), { recursive: true });
  await writeFile(join(workspace, 'imbill.yaml'), settings);
  await writeFile(join(workspace, 'dearer.yaml'), dearerBook);
  await writeAccounts(workspace, accountsOf(size));
  for (const index of numbersFrom(0, size.months - 1)) {
    const month = addMonths(firstMonth, index);
    const lines = numbersFrom(1, daysIn(month)).flatMap((day) => dayLines(seed, size, month, day));
    const text = ['date,app_id,metric,value', ...lines, ''].join('\n');
    await writeFile(join(workspace, `logs/daily/${month}.csv`), text);
  }
}

const settings = `# Issued months of values counted elsewhere.
price_list: tencent-im-2019
sources:
  daily: { files: "logs/daily/*.csv" }
`;

const dearerBook = `list: tencent-im-2019
from: 2030-01-01
based_on: book_before
source: a fifth more for each block of users
charges:
  - { sku: dau, price: "1200" }
`;

function accountsOf({ months, apps }: HistorySize): Accounts {
  const all = numbersFrom(1, apps).map((number) => ({ number, appId: appIdOf(number) }));
  return {
    customers: all.map(({ number, appId }) => ({
      customerId: `customer-${`${number}`.padStart(5, '0')}`,
      name: `Customer ${number}`,
      appId,
      appName: `App ${number}`,
    })),
    purchases: numbersFrom(0, months - 1).flatMap((index) =>
      all.map(({ number, appId }) => ({
        orderId: `P-${addMonths(firstMonth, index)}-${number}`,
        appId,
        sku: 'pro',
        purchasedAt: `${dateOf(addMonths(firstMonth, index), 1)}T09:00:00+08:00`,
        months: 1,
        kind: 'purchase' as const,
      })),
    ),
    roaming: [],
  };
}

/** Writes the lines of a day. The n-th app has about an n-th of the first one's users, and varies by a fifth. */
function dayLines(seed: number, { apps }: HistorySize, month: string, day: number): string[] {
  const date = dateOf(month, day);
  const monthNumber = Number(month.replace('-', ''));
  return numbersFrom(1, apps).flatMap((number) => {
    const share = 80 + (mixed(seed, monthNumber, day, number) % 41);
    const users = Math.floor((2_000_000 * share) / 100 / number);
    const app = appIdOf(number);
    return [`${date},${app},dau,${users}`, `${date},${app},groups,${Math.floor(users / 5)}`];
  });
}

function appIdOf(number: number): string {
  return `${1_400_000_000 + number}`;
}
