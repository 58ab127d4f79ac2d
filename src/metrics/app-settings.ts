import type { Unit } from './unit.ts';

/** Settings of an app. A charge may be for the highest value of a month. */
export const appSettings = {
  api_rate: { unit: 'calls/s', one: 'call/s', zh: '次/秒' },
  push_to_all: { unit: 'pushes/day', one: 'push/day', zh: '次/天' },
  recent_contacts: { unit: 'contacts', one: 'contact', zh: '个联系人' },
  multi_device_login: { unit: '', one: '', zh: '' },
} as const satisfies Record<string, Unit>;

export type AppSettingName = keyof typeof appSettings;

/** Names of the settings, in the order in which they are explained. */
export const appSettingNames = Object.keys(appSettings) as AppSettingName[];
