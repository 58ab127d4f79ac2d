import { isZero } from '../../src/money/decimal.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from '../text/html.ts';
import type { Say } from './language.ts';

/** The sign for no value. */
export const dash = html`<span class="quiet">–</span>`;

/** Shows an amount or quantity with every digit. */
export function number(text: string): Html {
  return html`<span class="number">${formatDecimal(text)}</span>`;
}

/** Shows an amount after its currency; without a currency, the amount alone. */
export function money(amount: string, currency: string): Html {
  if (currency === '') return number(amount);
  return html`<span class="money"><span class="currency">${currency}</span> ${number(amount)}</span>`;
}

/** Shows an instant to the minute. */
export function moment(instant: string): Html {
  return html`<time class="number" datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

/** Shows a sentence of a document. Its dates never break at a hyphen. */
export function sentence(text: string): Html {
  const parts = text.split(/(\d{4}-\d\d(?:-\d\d)?)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="number">${part}</span>` : part))}`;
}

/** Shows a difference with its sign: `+1,000.00`, `−20.00`, `±0`; a dash if there is nothing to compare. */
export function difference(amount: string | undefined): Html {
  return signed(amount, '');
}

/** Shows how far an amount moved to `now`. Only a notable movement has a colour. */
export function movement(amount: string | undefined, now: string): Html {
  return signed(amount, amount === undefined ? '' : movementClass(amount, now));
}

/** Share of the amount before from which a movement is notable. */
const notableShare = 0.1;

/** Returns the class of a movement to `now`: `up`, `down`, or '' if it is less than a tenth of the amount before. */
export function movementClass(amount: string, now: string): 'up' | 'down' | '' {
  const before = Number(now) - Number(amount);
  if (isZero(amount) || Math.abs(Number(amount)) < before * notableShare) return '';
  return amount.startsWith('-') ? 'down' : 'up';
}

function signed(amount: string | undefined, colour: string): Html {
  if (amount === undefined) return dash;
  if (isZero(amount)) return html`<span class="quiet">±0</span>`;
  return html`<span class="number${colour && ` ${colour}`}">${!amount.startsWith('-') && '+'}${formatDecimal(amount)}</span>`;
}

/** Shows the sum of credit and debit notes; a dash if nothing was corrected. */
export function corrections(amount: string): Html {
  return isZero(amount) ? difference(undefined) : difference(amount);
}

/** Shows a difference as a share of the amount before, such as `+12.5%`; `false` if that amount is not above 0. */
export function share(amount: string | undefined, now: string): Html | false {
  if (amount === undefined || isZero(amount)) return false;
  const before = Number(now) - Number(amount);
  if (!(before > 0)) return false;
  const percent = (Number(amount) / before) * 100;
  const text = Math.abs(percent) < 1000 ? percent.toFixed(1) : String(Math.round(percent));
  return html`<span class="quiet number">${percent > 0 && '+'}${text.replace('-', '−')}%</span>`;
}

export type State = 'issued' | 'corrected' | 'replaced' | 'voided' | 'none' | 'open';

/** Shows the state of a customer's month. */
export function stateLabel(state: State, say: Say): Html {
  return html`<span class="chip ${state}">${stateText(state, say)}</span>`;
}

export function stateText(state: State, say: Say): string {
  switch (state) {
    case 'issued':
      return say('已出账', 'issued');
    case 'corrected':
      return say('已更正', 'corrected');
    case 'replaced':
      return say('已重开', 'reissued');
    case 'voided':
      return say('已作废', 'voided');
    case 'open':
      return say('未出账', 'not issued');
    case 'none':
      return say('本月无单据', 'no document');
  }
}
