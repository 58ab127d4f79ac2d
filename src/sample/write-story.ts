import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Accounts, writeAccounts } from './accounts-files.ts';
import type { LogWriter } from './log-writer.ts';
import { addMonths, dateOf } from './month-days.ts';
import { storySettings } from './settings-texts.ts';
import { storyApps, storyParties, storyPurchases, storyRoaming } from './story.ts';
import { writeStoryBandwidth } from './story-bandwidth.ts';
import { writeStoryDaily } from './story-daily.ts';
import { writeStoryGroups } from './story-groups.ts';
import { writeStoryLogins } from './story-logins.ts';

/** Writes the story of `story.ts` into `dir`; `seed` varies ids, times and ordinary days. */
export async function writeStory(
  dir: string,
  writer: LogWriter,
  month: string,
  seed: number,
): Promise<void> {
  await writeFile(join(dir, 'imbill.yaml'), storySettings);
  await writeAccounts(dir, storyAccounts(month));
  await writeStoryLogins(writer, month, seed);
  await writeStoryBandwidth(writer, month, seed);
  await writeStoryGroups(writer, month, seed);
  await writeStoryDaily(writer, month, seed);
}

function storyAccounts(month: string): Accounts {
  return {
    customers: storyApps.map((app) => ({
      customerId: app.customerId,
      name: app.customerName,
      appId: app.appId,
      appName: app.name,
      party: storyParties[app.customerId]!,
    })),
    purchases: storyPurchases.map(({ monthsAgo, day, time, refund, ...purchase }) => ({
      ...purchase,
      purchasedAt: `${dateOf(addMonths(month, -monthsAgo), day)}T${time}+08:00`,
      ...(refund === undefined ? { kind: 'purchase' } : { kind: 'refund', amount: refund }),
    })),
    roaming: storyRoaming.map(({ appId, monthsAgo, day, extraMonths }) => ({
      appId,
      from: dateOf(addMonths(month, -monthsAgo), day),
      extraMonths,
    })),
  };
}
