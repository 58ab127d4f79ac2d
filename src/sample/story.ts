/**
 * The sample month as tables: customers, purchases and events. Days are days of the month in
 * Beijing, so that the story fits every month.
 *
 * The amounts are those of `story-amounts.ts` for every seed and month.
 */

import type { CustomerParty } from './accounts-files.ts';
import type { StoryUsers } from './story-shape.ts';

export interface StoryApp {
  appId: string;
  name: string;
  customerId: string;
  customerName: string;
}

/**
 * Lantern has the day above 100,000 users and roaming; Xinghe streams (bandwidth, AV chat rooms,
 * callbacks) and has an app of exactly 100,000 users; Étoile has a refund and too many AV chat
 * rooms; Qinghe has more than 100,000 groups and an app id with a leading zero; Polaris delivers
 * daily figures instead of raw logs, and its beta app has users but never bought a plan.
 */
export const storyApps: readonly StoryApp[] = [
  app('1400000001', 'Lantern Chat', 'lantern', 'Lantern Social, Ltd.'),
  app('1400000002', '星河直播', 'xinghe', '星河直播科技有限公司'),
  app('1400000003', '星河课堂', 'xinghe', '星河直播科技有限公司'),
  app('1400000004', "L'Étoile du Café", 'etoile', "Café de l'Étoile SARL"),
  app('0140000007', '青禾社区', 'qinghe', '青禾社区（深圳）有限公司'),
  app('1400000005', 'Polaris', 'polaris', 'Polaris Games Inc.'),
  app('1400000006', 'Polaris Beta', 'polaris', 'Polaris Games Inc.'),
];

/** Addresses and the like by customer id. Étoile gets its documents in English, Qinghe in Chinese. */
export const storyParties: Readonly<Record<string, CustomerParty>> = {
  lantern: {
    address: 'Room 1208, 88 Harbour Road\nWan Chai, Hong Kong',
    tax_id: 'HK-58213377',
    email: 'accounts@lantern.example',
    purchase_order: 'PO-7731',
    language: '',
    'tag:segment': 'social',
  },
  xinghe: {
    address: '上海市浦东新区示例路 200 号 6 楼',
    tax_id: '91310115MA1K4XH21L',
    email: 'caiwu@xinghe.example',
    purchase_order: '',
    language: '',
    'tag:segment': 'live',
  },
  etoile: {
    address: '12, rue de l’Exemple\n75011 Paris, France',
    tax_id: 'FR40303265045',
    email: 'comptabilite@etoile.example',
    purchase_order: '',
    language: 'en',
    'tag:segment': 'social',
  },
  qinghe: {
    address: '深圳市南山区示例大道 1 号',
    tax_id: '91440300MA5DQH0J8T',
    email: 'caiwu@qinghe.example',
    purchase_order: '',
    language: 'zh',
    'tag:segment': 'social',
  },
  polaris: {
    address: '500 Example Avenue, Suite 12\nSeattle, WA 98101, USA',
    tax_id: '94-3127781',
    email: 'ap@polaris.example',
    purchase_order: 'PO-0442',
    language: '',
    'tag:segment': 'games',
  },
};

export interface StoryPurchase {
  orderId: string;
  appId: string;
  sku: string;
  /** Months before the sample's month; 0 = in it. */
  monthsAgo: 0 | 1;
  day: number;
  /** Time of day in Beijing. */
  time: string;
  months: number;
  /** Amount that is paid back; makes the purchase a refund. */
  refund?: string;
}

export const storyPurchases: readonly StoryPurchase[] = [
  // Half past midnight in Beijing is still the month before in UTC.
  buy('P-1001', '1400000001', 'pro', 1, '00:30:00'),
  buy('P-1002', '1400000001', 'group-members-2000', 1, '00:35:00'),
  // Valid until the 9th of this month, renewed on the 13th: the fourth of seven days of grace.
  { ...buy('P-0871', '1400000002', 'pro', 10, '11:20:00'), monthsAgo: 1 },
  buy('P-1003', '1400000002', 'pro', 13, '09:05:00'),
  buy('P-1004', '1400000002', 'groups-per-user-1000', 14, '16:40:00'),
  buy('P-1005', '1400000002', 'avchatroom-unlimited', 20, '18:00:00'),
  // Covers the whole month and was paid in the one before: no prepaid line.
  { ...buy('P-0902', '1400000003', 'pro', 20, '15:10:00'), monthsAgo: 1, months: 3 },
  buy('P-1006', '1400000004', 'pro', 5, '08:00:00'),
  buy('P-1007', '1400000004', 'groups-per-user-700', 6, '08:30:00'),
  { ...buy('R-1007', '1400000004', 'groups-per-user-700', 8, '14:00:00'), refund: '450.00' },
  { ...buy('P-1008', '0140000007', 'pro', 1, '10:00:00'), months: 2 },
  buy('P-1009', '0140000007', 'group-members-10000', 1, '10:05:00'),
  buy('P-1010', '0140000007', 'groups-per-user-400', 1, '10:06:00'),
  buy('P-1011', '1400000005', 'pro', 2, '13:00:00'),
  buy('P-1012', '1400000005', 'group-members-6000', 2, '13:01:00'),
];

export interface StoryRoaming {
  appId: string;
  monthsAgo: 0 | 1;
  day: number;
  extraMonths: number;
}

export const storyRoaming: readonly StoryRoaming[] = [
  { appId: '1400000001', monthsAgo: 1, day: 1, extraMonths: 1 },
  { appId: '1400000001', monthsAgo: 0, day: 18, extraMonths: 2 },
  { appId: '1400000005', monthsAgo: 0, day: 6, extraMonths: 2 },
];

/**
 * Apps with raw login logs. Lantern's 18th is the day of a launch, 星河课堂's 10th that of an enrolment.
 */
export const storyUsers: readonly StoryUsers[] = [
  {
    ...users('1400000001', 18, 152_340, 4_800),
    growthPercent: 50,
    weekendPercent: 125,
    isLaunch: true,
  },
  { ...users('1400000002', 20, 2_480, 1_250), growthPercent: 25, weekendPercent: 140 },
  {
    ...users('1400000003', 10, 100_000, 1_400),
    growthPercent: 20,
    weekendPercent: 45,
    isLaunch: true,
  },
  {
    ...users('1400000004', 6, 640, 330),
    growthPercent: 10,
    weekendPercent: 150,
    dayWithoutData: 14,
  },
  { ...users('0140000007', 27, 1_830, 980), growthPercent: 45, weekendPercent: 115 },
  { ...users('1400000006', 11, 48, 26), growthPercent: 30, weekendPercent: 70 },
];

/** Ids of the first users of app 1400000006: case, accents and quotes make a difference. */
export const storyOddUserIds: readonly string[] = [
  'Zoé',
  'zoé',
  "o'neil",
  'smith, j',
  'say "hi"',
  '李雷',
  '007',
  '7',
];

/**
 * `count` groups of one type, numbers `first` onwards, created or dismissed evenly from 10:00 of `day` to
 * 11:00 of `lastDay`.
 */
export interface StoryGroups {
  appId: string;
  groupType: string;
  event: 'created' | 'dismissed';
  day: number;
  lastDay: number;
  first: number;
  count: number;
}

export const storyGroups: readonly StoryGroups[] = [
  { ...groups('0140000007', 'Public', 'created', 1, 0, 90_000), lastDay: 13 },
  { ...groups('0140000007', 'ChatRoom', 'created', 3, 0, 44_500), lastDay: 14 },
  groups('0140000007', 'Public', 'dismissed', 15, 0, 5_000),
  // Dismissed on the 15th and created again under the same id.
  groups('0140000007', 'Public', 'created', 22, 0, 500),
  groups('1400000004', 'Public', 'created', 6, 0, 90),
  groups('1400000004', 'AVChatRoom', 'created', 6, 0, 70),
  groups('1400000004', 'AVChatRoom', 'dismissed', 11, 0, 12),
  groups('1400000002', 'AVChatRoom', 'created', 3, 0, 40),
  groups('1400000002', 'Public', 'created', 3, 0, 25),
  groups('1400000002', 'AVChatRoom', 'created', 21, 40, 80),
  groups('1400000002', 'Public', 'dismissed', 22, 0, 5),
];

/** A day with bandwidth and the value of its highest 5-minute slot. */
export interface StoryPeak {
  day: number;
  /** Decimal text, at most four places. */
  peakMbps: string;
}

/** App 1400000002, by node; the peak is that of the nodes' sum. */
export const storyNodePeaks: readonly StoryPeak[] = [
  { day: 5, peakMbps: '200.375' },
  { day: 12, peakMbps: '333.333' },
  { day: 19, peakMbps: '466.2945' },
];

/** App 1400000002, outside mainland China: the page has no price for it. */
export const storyInternationalPeak: StoryPeak = { day: 12, peakMbps: '88.5' };

/** App 1400000003, from the live bandwidth API (three places). */
export const storyLivePeaks: readonly StoryPeak[] = [
  { day: 7, peakMbps: '12.345' },
  { day: 14, peakMbps: '45.5' },
  { day: 21, peakMbps: '33.155' },
];

/** App 1400000004, delivered in bytes: the peaks of the page's example. */
export const storyBytePeaks: readonly StoryPeak[] = [
  { day: 5, peakMbps: '300' },
  { day: 8, peakMbps: '500' },
  { day: 25, peakMbps: '200' },
];

/** App 1400000005, with daily values from the provider: figures of the page's examples. */
export const storyDaily = {
  appId: '1400000005',
  users: { ...users('1400000005', 20, 200_000, 118_000), growthPercent: 22, weekendPercent: 130 },
  groupsOnLastDay: 1_000_000,
} as const;

function app(appId: string, name: string, customerId: string, customerName: string): StoryApp {
  return { appId, name, customerId, customerName };
}

function buy(
  orderId: string,
  appId: string,
  sku: string,
  day: number,
  time: string,
): StoryPurchase {
  return { orderId, appId, sku, monthsAgo: 0, day, time, months: 1 };
}

function users(appId: string, peakDay: number, peakUsers: number, levelUsers: number) {
  return { appId, peakDay, peakUsers, levelUsers };
}

function groups(
  appId: string,
  groupType: string,
  event: StoryGroups['event'],
  day: number,
  first: number,
  count: number,
): StoryGroups {
  return { appId, groupType, event, day, lastDay: day, first, count };
}
