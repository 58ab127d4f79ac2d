/**
 * Amounts of the story in CNY at the page's prices (in force from 2018-12-27). They were calculated
 * by hand from the page, not by a program.
 */

export interface StoryAmount {
  appId: string;
  sku: string;
  kind: 'prepaid' | 'postpaid';
  orderId?: string;
  /** Quantity of the month, before allowance and blocks. */
  usage?: string;
  /** Day of the month with the highest daily value. */
  peakDay?: number;
  amount: string;
}

/** All priced invoice lines, also those of 0.00. */
export const storyAmounts: readonly StoryAmount[] = [
  paid('1400000001', 'pro', 'P-1001', '999.00'),
  paid('1400000001', 'group-members-2000', 'P-1002', '500.00'),
  // 152,340 users on the 18th, 52,340 above the included: one started 100,000 × 10000.
  used('1400000001', 'dau', '152340', '10000.00', 18),
  // The whole peak is two started 100,000; highest setting 2 months: 2 × 2 × 500.
  used('1400000001', 'roaming', '152340', '2000.00', 18),

  // The plan bought the month before was invoiced then; this is its renewal.
  paid('1400000002', 'pro', 'P-1003', '999.00'),
  paid('1400000002', 'groups-per-user-1000', 'P-1004', '1100.00'),
  paid('1400000002', 'avchatroom-unlimited', 'P-1005', '1000.00'),
  used('1400000002', 'dau', '2480', '0.00', 20),
  // 200.375 + 333.333 + 466.2945 = 1000.0025 Mbps-days × 2 = 2000.005, half up.
  used('1400000002', 'bandwidth-domestic', '1000.0025', '2000.01', 19),
  // 40 + 25 + 80 - 5 at the end of the month.
  used('1400000002', 'groups', '140', '0.00'),

  // Exactly the included 100,000 is free; 1,500 others only failed to log in.
  used('1400000003', 'dau', '100000', '0.00', 10),
  // 12.345 + 45.5 + 33.155 = 91 Mbps-days × 2.
  used('1400000003', 'bandwidth-domestic', '91', '182.00', 14),

  paid('1400000004', 'pro', 'P-1006', '999.00'),
  paid('1400000004', 'groups-per-user-700', 'P-1007', '900.00'),
  paid('1400000004', 'groups-per-user-700', 'R-1007', '-450.00'),
  used('1400000004', 'dau', '640', '0.00', 6),
  // The page's example: (300 + 500 + 200) × 2.
  used('1400000004', 'bandwidth-domestic', '1000', '2000.00', 8),
  // 90 + 70 - 12 at the end of the month.
  used('1400000004', 'groups', '148', '0.00'),

  // 2 months × 999.
  paid('0140000007', 'pro', 'P-1008', '1998.00'),
  paid('0140000007', 'group-members-10000', 'P-1009', '2000.00'),
  paid('0140000007', 'groups-per-user-400', 'P-1010', '500.00'),
  used('0140000007', 'dau', '1830', '0.00', 27),
  // 90,000 + 44,500 - 5,000 + 500 = 130,000, 30,000 above the included: one started 100,000.
  used('0140000007', 'groups', '130000', '1000.00'),

  paid('1400000005', 'pro', 'P-1011', '999.00'),
  paid('1400000005', 'group-members-6000', 'P-1012', '1000.00'),
  // 100,000 above the included: one full 100,000 × 10000.
  used('1400000005', 'dau', '200000', '10000.00', 20),
  // The page's example: 200,000 users, 2 months.
  used('1400000005', 'roaming', '200000', '2000.00', 20),
  // The page's example: 1,000,000 groups, nine times 100,000 above the included.
  used('1400000005', 'groups', '1000000', '9000.00'),
];

/** Totals by customer, added up by hand from the lines above. */
export const storyTotals: readonly {
  customerId: string;
  prepaid: string;
  postpaid: string;
  total: string;
}[] = [
  // 999 + 500; 10000 + 2000
  { customerId: 'lantern', prepaid: '1499.00', postpaid: '12000.00', total: '13499.00' },
  // 999 + 1100 + 1000; 2000.01 + 182
  { customerId: 'xinghe', prepaid: '3099.00', postpaid: '2182.01', total: '5281.01' },
  // 999 + 900 - 450; 2000
  { customerId: 'etoile', prepaid: '1449.00', postpaid: '2000.00', total: '3449.00' },
  // 1998 + 2000 + 500; 1000
  { customerId: 'qinghe', prepaid: '4498.00', postpaid: '1000.00', total: '5498.00' },
  // 999 + 1000; 10000 + 2000 + 9000
  { customerId: 'polaris', prepaid: '1999.00', postpaid: '21000.00', total: '22999.00' },
];

/** Findings by app; none of them changes an amount. */
export const storyFindings: readonly { appId: string; shows: string }[] = [
  { appId: '1400000002', shows: '88.5 Mbps of international bandwidth on the 12th, unpriced' },
  { appId: '1400000004', shows: '70, later 58 AV chat rooms where the plan allows 50' },
  {
    appId: '1400000004',
    shows: 'half of a pack paid back within 5 days, where all of it could be',
  },
  // The finding `usage-without-plan`.
  { appId: '1400000006', shows: 'up to 48 users a day without any plan' },
];

function paid(appId: string, sku: string, orderId: string, amount: string): StoryAmount {
  return { appId, sku, kind: 'prepaid', orderId, amount };
}

function used(
  appId: string,
  sku: string,
  usage: string,
  amount: string,
  peakDay?: number,
): StoryAmount {
  const line: StoryAmount = { appId, sku, kind: 'postpaid', usage, amount };
  return peakDay === undefined ? line : { ...line, peakDay };
}
