import { isZero } from '../../src/money/decimal.ts';
import { sumMoney } from '../../src/money/round-money.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import type { CustomerAmounts } from '../../src/snapshot/read/due.ts';
import type {
  PublishedPayment,
  Receivable,
  Receivables,
} from '../../src/snapshot/read/receivables.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { dash, money, number } from './figures.ts';
import type { PageContext } from './page-context.ts';
import { type Column, plainTable } from './table.ts';

/** Most payments of a customer that its page lists. */
const mostPayments = 20;

/** Shows what a customer owes, its balance, its open documents and its last payments. */
export function customerReceivables(
  { balances, documents, payments }: Receivables,
  page: PageContext,
): Html {
  const { say } = page;
  const open = documents.filter((one) => !isZero(one.open));
  return html`<section class="part" aria-labelledby="payments"><h2 id="payments">${say('收款', 'Payments')}</h2>
${balances.map(
  (one) => html`<dl class="tiles">
${tile(say('未付', 'Open'), one.open, one.currency)}
${tile(say('逾期', 'Overdue'), one.overdue, one.currency)}
${ageTiles([one], page)}
${tile(say('余额', 'Balance'), one.balance, one.currency)}
</dl>`,
)}
${open.length === 0 ? html`<p class="quiet">${say('没有未付单据。', 'No document is open.')}</p>` : plainTable(documentColumns(page), open)}
${payments.length > 0 && plainTable(paymentColumns(payments, page), payments.slice(0, mostPayments))}</section>`;
}

/** Shows what was paid and is open of a month's documents, and what is overdue of all months. */
export function monthReceivables(
  month: string,
  { balances, documents }: Receivables,
  page: PageContext,
): Html {
  const { say } = page;
  const byCurrency = [...groupBy(documents, ({ currency }) => currency)].sort();
  const sumOf = (rows: readonly Receivable[], key: 'paid' | 'open') =>
    sumMoney(rows.map((row) => row[key]));
  return html`<section class="totals" aria-label="${say('收款', 'Payments')}">
${byCurrency.map(([currency, all]) => {
  const own = all.filter((one) => one.month === month);
  const overdue = all.filter(({ status }) => status === 'overdue');
  return html`<dl class="tiles">
${tile(say('已付', 'Paid'), sumOf(own, 'paid'), currency)}
${tile(say('未付', 'Open'), sumOf(own, 'open'), currency)}
${tile(say('逾期（全部月份）', 'Overdue, all months'), sumOf(overdue, 'open'), currency)}
${ageTiles(
  balances.filter((one) => one.currency === currency),
  page,
)}
</dl>`;
})}
</section>`;
}

/** Shows the overdue amounts by age; ages without an amount are left out. */
function ageTiles(balances: readonly CustomerAmounts[], { say }: PageContext): Html[] {
  const ages = [
    ['days_1_to_7', say('逾期 1–7 天', '1–7 days overdue')],
    ['days_8_to_30', say('逾期 8–30 天', '8–30 days overdue')],
    ['days_31_to_90', say('逾期 31–90 天', '31–90 days overdue')],
    ['over_90_days', say('逾期超过 90 天', 'over 90 days overdue')],
  ] as const;
  return ages
    .map(([key, title]) => ({ title, amount: sumMoney(balances.map((one) => one[key])) }))
    .filter(({ amount }) => !isZero(amount))
    .map(({ title, amount }) => tile(title, amount, ''));
}

function tile(title: string, amount: string, currency: string): Html {
  return html`<div class="tile"><dt>${title}</dt><dd>${money(amount, currency)}</dd></div>`;
}

function documentColumns({ say }: PageContext): Column<Receivable>[] {
  const amount = (title: string, key: 'credited' | 'paid'): Column<Receivable> => ({
    title,
    isNumber: true,
    cell: (row) => (isZero(row[key]) ? dash : number(row[key])),
  });
  return [
    {
      title: say('编号', 'Number'),
      isHeading: true,
      cell: (row) => html`<span class="number">${name(row.number)}</span>`,
    },
    { title: say('账期', 'Month'), classes: 'number', cell: ({ month }) => month },
    { title: say('到期日', 'Due'), classes: 'number', cell: ({ due_date }) => due_date },
    {
      title: say('金额', 'Amount'),
      isNumber: true,
      cell: (row) => money(row.amount, row.currency),
    },
    amount(say('贷项', 'Credited'), 'credited'),
    amount(say('已付', 'Paid'), 'paid'),
    {
      title: say('未付', 'Open'),
      isNumber: true,
      isMain: true,
      cell: ({ open }) => html`<strong>${number(open)}</strong>`,
    },
    { title: say('状态', 'Status'), cell: (row) => statusText(row, say) },
  ];
}

function statusText({ status, days_overdue: days }: Receivable, say: PageContext['say']): Html {
  if (status !== 'overdue')
    return html`${status === 'part-paid' ? say('部分付款', 'part-paid') : say('未付', 'open')}`;
  return html`<b class="alert">${say(`逾期 ${days} 天`, `overdue for ${days} ${days === 1n ? 'day' : 'days'}`)}</b>`;
}

function paymentColumns(
  payments: readonly PublishedPayment[],
  { say }: PageContext,
): Column<PublishedPayment>[] {
  const reversed = new Set(payments.flatMap(({ reverses }) => reverses ?? []));
  return [
    { title: say('收到', 'Received'), classes: 'number', cell: (row) => row.received_on },
    {
      title: say('付款编号', 'Payment'),
      isHeading: true,
      cell: ({ payment_id }) => html`<span class="number">${name(payment_id)}</span>`,
    },
    {
      title: say('种类', 'Kind'),
      cell: ({ kind, payment_id }) =>
        html`${kindText(kind, say)}${reversed.has(payment_id) && html` <span class="chip voided">${say('已冲销', 'reversed')}</span>`}`,
    },
    {
      title: say('用于', 'For'),
      cell: ({ document_number, reverses }) => {
        const named = document_number ?? reverses;
        return named === null ? dash : html`<span class="number">${name(named)}</span>`;
      },
    },
    {
      title: say('金额', 'Amount'),
      isNumber: true,
      isMain: true,
      cell: ({ kind, amount, currency }) =>
        money(kind === 'reversal' ? `-${amount}` : amount, currency),
    },
  ];
}

function kindText(kind: string, say: PageContext['say']): string {
  switch (kind) {
    case 'top_up':
      return say('充值', 'top-up');
    case 'voucher':
      return say('代金券', 'voucher');
    case 'reversal':
      return say('冲销', 'reversal');
    default:
      return say('付款', 'payment');
  }
}
