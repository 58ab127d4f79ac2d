import { formatDecimal } from '../text/decimal-text.ts';
import { type Html, html } from '../text/html.ts';
import type { Say } from './language.ts';

/** An amount or quantity with every digit, for a column of such. */
export function number(text: string): Html {
  return html`<span class="number">${formatDecimal(text)}</span>`;
}

/** An amount with its currency before it; the currency is left out where there is none. */
export function money(amount: string, currency: string): Html {
  if (currency === '') return number(amount);
  return html`<span class="money"><span class="currency">${currency}</span> ${number(amount)}</span>`;
}

/** A sentence of a document, its days never broken at a hyphen. */
export function sentence(text: string): Html {
  const parts = text.split(/(\d{4}-\d\d(?:-\d\d)?)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="number">${part}</span>` : part))}`;
}

/** A difference with its sign: `+1,000.00`, `−20.00`; `±0` for none, a dash where there is nothing to compare. */
export function difference(amount: string | undefined): Html {
  if (amount === undefined) return html`<span class="quiet">–</span>`;
  if (isZero(amount)) return html`<span class="quiet">±0</span>`;
  const sign = amount.startsWith('-') ? 'down' : 'up';
  return html`<span class="number ${sign}">${sign === 'up' && '+'}${formatDecimal(amount)}</span>`;
}

/** What credit and debit notes changed; a dash where nothing was corrected. */
export function corrections(amount: string): Html {
  return isZero(amount) ? difference(undefined) : difference(amount);
}

/** A difference as a share of what it is against: `+12.5%`; nothing where that is nothing. */
export function share(amount: string | undefined, now: string): Html | false {
  if (amount === undefined || isZero(amount)) return false;
  const before = Number(now) - Number(amount);
  if (!(before > 0)) return false;
  const percent = (Number(amount) / before) * 100;
  const text = Math.abs(percent) < 1000 ? percent.toFixed(1) : String(Math.round(percent));
  return html`<span class="quiet number">${percent > 0 && '+'}${text.replace('-', '−')}%</span>`;
}

export function isZero(amount: string): boolean {
  return /^-?[0.]+$/.test(amount);
}

export type State = 'issued' | 'corrected' | 'replaced' | 'voided' | 'none' | 'open';

/** Where a customer's month stands, in words. */
export function stateLabel(state: State, say: Say): Html {
  return html`<span class="chip ${state}">${stateText(state, say)}</span>`;
}

export function stateText(state: State, say: Say): string {
  switch (state) {
    case 'issued':
      return say('已开票', 'issued');
    case 'corrected':
      return say('已更正', 'corrected');
    case 'replaced':
      return say('已重开', 'voided, issued anew');
    case 'voided':
      return say('已作废', 'voided');
    case 'open':
      return say('未开票', 'not issued');
    case 'none':
      return say('本月无单据', 'no document');
  }
}
