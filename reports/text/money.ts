import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from './html.ts';

/** Signs of currencies. Those that several currencies share need the code beside them. */
const signs: Readonly<Record<string, string>> = {
  ...{ AUD: 'A$', CAD: 'C$', CHF: 'CHF\u00a0', CNY: '¥', EUR: '€', GBP: '£', HKD: 'HK$', INR: '₹' },
  ...{ JPY: '¥', KRW: '₩', MYR: 'RM', SGD: 'S$', THB: '฿', TWD: 'NT$', USD: '$', VND: '₫' },
};

/** Writes an amount with the sign of its currency: `−¥500.00`; without one if the currency has none. */
export function moneyText(amount: string, currency: string): string {
  const sign = signs[currency] ?? '';
  const text = formatDecimal(amount);
  return text.startsWith('−') ? `−${sign}${text.slice(1)}` : `${sign}${text}`;
}

/** Shows an amount with the code of its currency and its sign: `CNY ¥5,281.01`. */
export function money(amount: string, currency: string): Html {
  return html`<span class="currency">${currency}</span> <span class="number">${moneyText(amount, currency)}</span>`;
}
