import type { InvoiceDocument, InvoiceLine, UsageSeries } from '../../src/invoice/document.ts';

/** Days of September 2026 with these values; as many as there are values. */
export function dailySeries(
  app_id: string,
  metric: string,
  unit: string,
  quantities: readonly (string | null)[],
  month = '2026-09',
): UsageSeries {
  const days = quantities.map((quantity, index) => ({
    date: `${month}-${String(index + 1).padStart(2, '0')}`,
    quantity,
  }));
  return { app_id, metric, unit, days };
}

/** An invoice without lines, usage and findings. */
export function emptyInvoice(changes: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return {
    format: 'imbill-invoice/1',
    number: 'INV-2026-000042',
    month: '2026-09',
    customer_id: 'acme',
    customer_name: '极致互动（深圳）科技有限公司',
    issuer: 'Example Cloud Communications Ltd.',
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
    price_list: 'tencent-im',
    price_books: [],
    issue_date: '2026-10-01',
    due_date: '2026-10-07',
    prepaid: '0.00',
    postpaid: '0.00',
    total: '0.00',
    apps: [],
    lines: [],
    findings: [],
    usage: [],
    ...changes,
  };
}

/** A postpaid line for DAU; its amount is what `changes` say, never calculated. */
export function dauLine(app_id: string, changes: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    app_id,
    sku: 'dau',
    kind: 'postpaid',
    title: { zh: '每日活跃用户', en: 'Daily active users' },
    usage: '150000',
    unit: 'users',
    included: '100000',
    quantity: '1',
    unit_price: '10000',
    amount: '10000.00',
    peak_date: '2026-09-18',
    explanation: {
      zh: '2026-09-18 达到峰值 150,000 人，减去免费额度 100,000 人后为 50,000 人，每 100,000 人计一档（不足一档按一档计），1 档 × 10,000 = 10,000.00',
      en: 'Peak 150,000 users on 2026-09-18 − 100,000 included = 50,000 → 1 started block of 100,000 × 10,000 = 10,000.00',
    },
    source: 'Public price page of 2018-12-27, postpaid: DAU',
    ...changes,
  };
}

/** A prepaid line for the pro plan, bought for one month. */
export function proLine(app_id: string, changes: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    app_id,
    sku: 'pro',
    kind: 'prepaid',
    title: { zh: '专业版套餐', en: 'Pro plan' },
    quantity: '1',
    unit_price: '999',
    amount: '999.00',
    order_id: 'O-20260905-0001',
    valid_from: '2026-09-05',
    valid_until: '2026-10-04',
    explanation: { zh: '1 个月 × 999。', en: '1 month × 999.' },
    source: 'Public price page of 2018-12-27, plans',
    ...changes,
  };
}

/**
 * A month of three apps with everything an invoice can hold: packs and a refund, fractional Mbps,
 * days without data, zeros, highest days on the first and on the last day, findings, long names.
 */
export function sampleInvoice(changes: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return emptyInvoice({
    price_books: [{ list: 'tencent-im', from: '2018-12-27', sha256: '5f1d'.repeat(16) }],
    prepaid: '3498.00',
    postpaid: '33450.99',
    total: '36948.99',
    apps: [
      { app_id: '1400000001', app_name: '天空之城 Sky City' },
      {
        app_id: '1400000002',
        app_name:
          'A companion application with quite a long name for the Asia-Pacific region, second edition',
      },
      { app_id: '007', app_name: '' },
    ],
    lines: [...firstAppLines(), ...secondAppLines(), thirdAppLine()],
    findings: [
      {
        code: 'usage-without-plan',
        app_id: '007',
        message:
          'App 007 had 4,200 users on its highest day and no pro plan on any day of 2026-09; its usage is shown and not charged.',
      },
      {
        code: 'days-without-data',
        app_id: '1400000001',
        message: 'No login data on 2026-09-11, 2026-09-12 and 2026-09-13.',
      },
      {
        code: 'no-price',
        app_id: '1400000002',
        message:
          'International bandwidth of up to 40.5 Mbps has no price in book tencent-im 2018-12-27.',
      },
    ],
    usage: sampleUsage(),
    ...changes,
  });
}

function firstAppLines(): InvoiceLine[] {
  const app = '1400000001';
  return [
    proLine(app),
    proLine(app, {
      sku: 'group-members-10000',
      title: { zh: '群成员数上限 10000 人', en: 'Group members up to 10,000' },
      unit_price: '2000',
      amount: '2000.00',
      order_id: 'O-20260906-0007',
      valid_from: '2026-09-06',
      valid_until: '2026-10-05',
      explanation: { zh: '1 个月 × 2000。', en: '1 month × 2000.' },
      source: 'Public price page of 2018-12-27, feature packs',
    }),
    proLine(app, {
      sku: 'group-members-2000',
      title: { zh: '群成员数上限 2000 人（退款）', en: 'Group members up to 2,000 (refund)' },
      unit_price: '-500',
      amount: '-500.00',
      order_id: 'O-20260801-0003',
      explanation: { zh: '订单 O-20260801-0003 的退款。', en: 'Refund of order O-20260801-0003.' },
      source: 'Public price page of 2018-12-27, feature packs',
    }),
    dauLine(app),
    dauLine(app, {
      sku: 'bandwidth-domestic',
      title: { zh: '音视频聊天室带宽（国内）', en: 'AV chat room bandwidth, domestic' },
      usage: '7225.4956789',
      unit: 'Mbps',
      quantity: '7225.4956789',
      unit_price: '2',
      amount: '14450.99',
      peak_date: '2026-09-30',
      peak_at: '2026-09-30T20:35:00+08:00',
      explanation: {
        zh: '30 天的日峰值之和 7,225.4956789 Mbps × 2，四舍五入到分。',
        en: 'Daily peaks of 30 days add up to 7,225.4956789 Mbps × 2, rounded half up to 0.01.',
      },
      source: 'Public price page of 2018-12-27, postpaid: bandwidth',
    }),
    dauLine(app, {
      sku: 'groups',
      title: { zh: '累计群组数', en: 'Cumulative groups' },
      usage: '960000',
      unit: 'groups',
      quantity: '9',
      unit_price: '1000',
      amount: '9000.00',
      peak_date: '2026-09-30',
      explanation: {
        zh: '10 月 1 日 00:00 有 960,000 个群组，超出包含的 100,000 个，计 9 个计费单位 × 1000。',
        en: '960,000 groups existed at 00:00 on 2026-10-01: 860,000 above the included 100,000 start 9 blocks of 100,000 × 1000.',
      },
      source: 'Public price page of 2018-12-27, postpaid: groups',
    }),
  ].map((line) => (line.sku === 'bandwidth-domestic' ? withoutIncluded(line) : line));
}

function secondAppLines(): InvoiceLine[] {
  const app = '1400000002';
  return [
    proLine(app, {
      order_id: 'O-20260901-0044',
      valid_from: '2026-09-01',
      valid_until: '2026-09-30',
    }),
    dauLine(app, {
      explanation: {
        zh: '当月最高日 2026-09-01 为 12,345 用户，未超出包含的 100,000 用户。',
        en: 'The highest day, 2026-09-01, had 12,345 users: not above the included 100,000.',
      },
      usage: '12345',
      quantity: '0',
      amount: '0.00',
      peak_date: '2026-09-01',
    }),
  ];
}

function thirdAppLine(): InvoiceLine {
  return dauLine('007', {
    usage: '4200',
    included: '0',
    quantity: '0',
    amount: '0.00',
    peak_date: '2026-09-15',
    explanation: {
      zh: '本月没有有效的专业版套餐，用量不计费。',
      en: 'No pro plan was active this month: the usage is not charged.',
    },
  });
}

function withoutIncluded({ included: _included, ...line }: InvoiceLine): InvoiceLine {
  return line;
}

function sampleUsage(): UsageSeries[] {
  const first = '1400000001';
  const second = '1400000002';
  const wave = (day: number) => 60 + 25 * ((day * 7) % 5) + ((day * 13) % 17);
  const users = monthOf((day) => (day === 18 ? '150000' : String(wave(day) * 720)));
  users.fill(null, 10, 13);
  const groups = monthOf((day) => String(day * 32000));
  const domestic = monthOf((day) => (day === 30 ? '421.3456789' : `${wave(day) * 2}.${day}25`));
  domestic[4] = '0';
  return [
    dailySeries(first, 'dau', 'users', users),
    withSlots(dailySeries(first, 'bandwidth_domestic_mbps', 'Mbps', domestic)),
    dailySeries(first, 'groups', 'groups', groups),
    dailySeries(
      second,
      'dau',
      'users',
      monthOf((day) => String(12345 - day * 210 + 210)),
    ),
    withSlots(
      dailySeries(
        second,
        'bandwidth_domestic_mbps',
        'Mbps',
        monthOf(() => '0'),
      ),
    ),
    withSlots(
      dailySeries(
        second,
        'bandwidth_international_mbps',
        'Mbps',
        monthOf((day) => (day === 1 ? '40.5' : '0.333333333')),
      ),
    ),
    dailySeries(
      '007',
      'dau',
      'users',
      monthOf((day) => (day === 15 ? '4200' : null)),
    ),
  ];
}

function monthOf(value: (day: number) => string | null): (string | null)[] {
  return Array.from({ length: 30 }, (_, index) => value(index + 1));
}

function withSlots(series: UsageSeries): UsageSeries {
  const days = series.days.map((day) =>
    day.quantity === null || day.quantity === '0'
      ? day
      : { ...day, peak_at: `${day.date}T20:35:00+08:00` },
  );
  return { ...series, days };
}
