import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from './html.ts';

/** A currency, and whether its sign is shown. */
type Currency = Pick<InvoiceDocument, 'currency' | 'currency_as'>;

/** Signs of currencies. Those that several currencies share need the code beside them. */
const signs: Readonly<Record<string, string>> = {
  ...{ AUD: 'A$', CAD: 'C$', CNY: '¥', EUR: '€', GBP: '£', HKD: 'HK$', INR: '₹', JPY: '¥' },
  ...{ KRW: '₩', MYR: 'RM', SGD: 'S$', THB: '฿', TWD: 'NT$', USD: '$', VND: '₫' },
};

/** Writes an amount with the sign of its currency, as `−¥500.00`; without one if it has none, or the document wants none. */
export function moneyText(amount: string, { currency, currency_as }: Currency): string {
  const sign = currency_as === 'code' ? '' : (signs[currency] ?? '');
  const text = formatDecimal(amount);
  return text.startsWith('−') ? `−${sign}${text.slice(1)}` : `${sign}${text}`;
}

/** Shows an amount with the code of its currency and its sign: `CNY ¥5,281.01`. */
export function money(amount: string, currency: Currency): Html {
  return html`<span class="currency">${currency.currency}</span> <span class="number">${moneyText(amount, currency)}</span>`;
}
