import { join } from 'node:path';
import { nearestName } from '../base/nearest-name.ts';
import { isBillingDay } from '../calendar/billing-day.ts';
import { type AppSettingName, appSettingNames } from '../metrics/app-settings.ts';
import type { AppSetting } from '../rating/types.ts';
import { readTable, type TableRow } from './read-table.ts';
import { refuseUnknownApp, rowReader } from './row-reader.ts';
import type { Workspace } from './workspace.ts';

const name = 'accounts/app-settings.csv';

/**
 * Reads app-settings.csv: from a day on an app has set something to a value.
 *
 * @param apps Of all customers; `undefined` where they could not be read.
 * @param problems Gets what is wrong, a row at a time.
 * @throws {UserError} (exit 3) If the file itself cannot be read.
 */
export async function readAppSettings(
  workspace: Workspace,
  apps: ReadonlySet<string> | undefined,
  problems: string[],
): Promise<AppSetting[]> {
  const rows = await readTable(
    join(workspace.accounts, 'app-settings.csv'),
    name,
    { required: ['app_id', 'setting', 'from', 'value'], optional: [] },
    true,
  );
  return rows.map((row) => parseRow(row, apps, problems));
}

function parseRow(
  row: TableRow,
  apps: ReadonlySet<string> | undefined,
  problems: string[],
): AppSetting {
  const reader = rowReader(row, name, problems);
  const { text, refuse } = reader;
  refuseUnknownApp(reader, apps);
  const setting = text('setting');
  if (!isSettingName(setting)) {
    const nearest = nearestName(setting, appSettingNames);
    const hint = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    refuse('setting', `not a setting${hint}`, appSettingNames.join(', '));
  }
  if (!isBillingDay(text('from'))) refuse('from', 'not a real date', 'YYYY-MM-DD');
  const isSwitch = setting === 'multi_device_login';
  if (isSwitch && !/^[01]$/.test(text('value')))
    refuse('value', 'neither on nor off', '1 for on, 0 for off');
  if (!isSwitch && !/^(0|[1-9]\d{0,8})$/.test(text('value')))
    refuse('value', 'not a whole number', 'a whole number from 0 to 999999999');
  return {
    appId: text('app_id'),
    setting: setting as AppSettingName,
    from: text('from'),
    value: Number(text('value')),
  };
}

function isSettingName(text: string): text is AppSettingName {
  return (appSettingNames as readonly string[]).includes(text);
}
