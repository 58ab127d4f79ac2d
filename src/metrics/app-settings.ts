import type { Unit } from './unit.ts';

/** Settings of an app. A charge may be for the highest value of a month. */
export const appSettings = {
  api_rate: {
    title: { en: 'rate of API calls', zh: 'API 调用频率' },
    unit: 'calls/s',
    one: 'call/s',
    zh: '次/秒',
  },
  push_to_all: {
    title: { en: 'pushes to all users', zh: '全员推送次数' },
    unit: 'pushes/day',
    one: 'push/day',
    zh: '次/天',
  },
  recent_contacts: {
    title: { en: 'number of recent contacts', zh: '最近联系人数' },
    unit: 'contacts',
    one: 'contact',
    zh: '个联系人',
  },
  multi_device_login: {
    title: { en: 'multi-device login', zh: '多终端登录' },
    unit: '',
    one: '',
    zh: '',
  },
} as const satisfies Record<string, Unit>;

export type AppSettingName = keyof typeof appSettings;

/** Names of the settings, in the order in which they are explained. */
export const appSettingNames = Object.keys(appSettings) as AppSettingName[];
