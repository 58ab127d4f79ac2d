import { describe, expect, it } from 'vitest';
import { csv, writeWorkspace } from '../testing/write-workspace.ts';
import { readAccounts } from './accounts.ts';
import type { Settings } from './settings.ts';
import { workspaceAt } from './workspace.ts';

const settings = { timezone: 'Asia/Shanghai', priceList: 'tencent-im' } as Settings;

async function read(...rows: string[]) {
  const folder = await writeWorkspace({
    files: { 'accounts/app-settings.csv': csv('app_id,setting,from,value', rows) },
  });
  return (await readAccounts(workspaceAt(folder), settings)).appSettings;
}

async function refusal(...rows: string[]): Promise<string[]> {
  const error = await read(...rows).catch((reason: unknown) => reason);
  return (error as Error).message.split('\n');
}

describe('app-settings.csv', () => {
  it('says from which day on an app has set something to a value', async () => {
    expect(await read('a1,api_rate,2018-10-05,280', 'a1,multi_device_login,2018-10-06,1')).toEqual([
      { appId: 'a1', setting: 'api_rate', from: '2018-10-05', value: 280 },
      { appId: 'a1', setting: 'multi_device_login', from: '2018-10-06', value: 1 },
    ]);
  });

  it('need not be there', async () => {
    const workspace = workspaceAt(await writeWorkspace());
    expect((await readAccounts(workspace, settings)).appSettings).toEqual([]);
  });

  it('is refused with every row that says nothing', async () => {
    expect(
      await refusal(
        'a2,api_rate,2018-10-05,280',
        'a1,api_rat,2018-10-05,280',
        'a1,colour,2018-10-05,280',
        'a1,api_rate,2018-10-32,2.5',
        'a1,multi_device_login,2018-10-05,yes',
      ),
    ).toEqual([
      'accounts/app-settings.csv, line 2: app_id is "a2", an app without a customer.',
      'Accepted: an app_id of accounts/customers.csv.',
      'accounts/app-settings.csv, line 3: setting is "api_rat", not a setting (did you mean "api_rate"?).',
      'Accepted: api_rate, push_to_all, recent_contacts, multi_device_login.',
      'accounts/app-settings.csv, line 4: setting is "colour", not a setting.',
      'Accepted: api_rate, push_to_all, recent_contacts, multi_device_login.',
      'accounts/app-settings.csv, line 5: from is "2018-10-32", not a real date.',
      'Accepted: YYYY-MM-DD.',
      'accounts/app-settings.csv, line 5: value is "2.5", not a whole number.',
      'Accepted: a whole number from 0 to 999999999.',
      'accounts/app-settings.csv, line 6: value is "yes", neither on nor off.',
      'Accepted: 1 for on, 0 for off.',
      'Correct the lines and run the command again; nothing was billed.',
    ]);
  });
});
