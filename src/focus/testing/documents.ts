import { addZone } from '../../calendar/zone.ts';
import type { InvoiceDocument, InvoiceLine } from '../../invoice/document.ts';
import { sumMoney } from '../../money/round-money.ts';
import { taxLines } from '../../rating/line-tax.ts';

addZone({ name: 'Asia/Shanghai', firstEast: 8 * 3600, changes: [] });

/** Makes an invoice of September 2026 with some lines, of one app. */
export function documentOf(
  lines: readonly InvoiceLine[],
  rest: Partial<InvoiceDocument> = {},
): InvoiceDocument {
  const sumOf = (kind: InvoiceLine['kind']) =>
    sumMoney(lines.filter((line) => line.kind === kind).map(({ amount }) => amount));
  return {
    format: 'imbill-invoice/1',
    number: 'INV-2026-000001',
    month: '2026-09',
    customer_id: 'acme',
    customer_name: 'Acme',
    issuer: 'Cloud',
    currency: 'CNY',
    time_zone: 'Asia/Shanghai',
    price_list: 'list',
    price_books: [{ list: 'list', from: '2026-01-01', sha256: 'b'.repeat(64) }],
    issue_date: '2026-10-01',
    due_date: '2026-10-07',
    prepaid: sumOf('prepaid'),
    postpaid: sumOf('postpaid'),
    total: sumMoney(lines.map(({ amount }) => amount)),
    apps: [{ app_id: 'a1', app_name: 'Chat' }],
    lines: [...lines],
    findings: [],
    usage: [],
    ...rest,
  };
}

/** Makes an invoice of lines with a tax of 6 percent, included or added. */
export function taxedDocument(
  untaxed: readonly InvoiceLine[],
  included: boolean,
  rest: Partial<InvoiceDocument> = {},
): InvoiceDocument {
  const { lines, tax } = taxLines(
    untaxed.map((line) => ({ line, tax: { percent: '6', included } })),
  );
  return documentOf(lines, { ...rest, tax: tax! });
}

/** Makes a usage line of 150,000 users, one block above what is included. */
export function usageLine(rest: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    app_id: 'a1',
    sku: 'dau',
    kind: 'postpaid',
    title: { en: 'Daily active users', zh: '日活跃用户数' },
    usage: '150000',
    unit: 'users',
    included: '100000',
    quantity: '1',
    unit_price: '10000',
    amount: '10000.00',
    peak_date: '2026-09-18',
    explanation: {
      en: 'Peak 150,000 users on 2026-09-18 − 100,000 included = 50,000 → 1 started block of 100,000 × 10,000 = 10,000.00',
      zh: '…',
    },
    source: 'the page',
    ...rest,
  };
}

/** Makes a line of daily bandwidth at 2, added up. */
export function bandwidthLine(rest: Partial<InvoiceLine> = {}): InvoiceLine {
  const { included: _, ...line } = usageLine();
  return {
    ...line,
    sku: 'bandwidth-domestic',
    title: { en: 'Bandwidth', zh: '带宽' },
    usage: '30',
    unit: 'Mbps',
    quantity: '30',
    unit_price: '2',
    amount: '60.00',
    peak_date: '2026-09-02',
    explanation: {
      en: 'Daily values of 2 days with usage add up to 30 Mbps → 30 × 2 = 60.00',
      zh: '…',
    },
    ...rest,
  };
}

/** Makes daily bandwidth of the app: day of September → Mbps. */
export function bandwidthOf(
  days: Record<string, string>,
  metric = 'bandwidth_domestic_mbps',
): InvoiceDocument['usage'][number] {
  return {
    app_id: 'a1',
    metric,
    unit: 'Mbps',
    days: Array.from({ length: 30 }, (_, index) => {
      const day = String(index + 1).padStart(2, '0');
      return { date: `2026-09-${day}`, quantity: days[day] ?? null };
    }),
  };
}

/** Makes the line of a month of the plan, bought on the 5th. */
export function purchaseLine(rest: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    app_id: 'a1',
    sku: 'pro',
    kind: 'prepaid',
    title: { en: 'Professional plan', zh: '专业版' },
    quantity: '1',
    unit_price: '999',
    amount: '999.00',
    order_id: 'o1',
    valid_from: '2026-09-05',
    valid_until: '2026-10-04',
    explanation: { en: 'Bought on 2026-09-05: …', zh: '…' },
    source: 'the page',
    ...rest,
  };
}
