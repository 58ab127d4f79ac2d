import { formatDecimal } from '../../src/money/format-decimal.ts';
import type { BilledQuantity } from '../../src/snapshot/read/billed-quantities.ts';
import { pageLook } from '../charts/look.ts';
import { monthsChart } from '../charts/months-chart.ts';
import { unitLabel } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import { bothPictures } from './both-pictures.ts';
import type { PageContext } from './page-context.ts';

/** Draws the quantity of a charge in each month of the calendar; a month without documents is hatched. */
export function quantityFigure(
  { title, unit, months }: BilledQuantity,
  calendar: readonly string[],
  { say }: PageContext,
): Html {
  const name = say(title.zh, title.en);
  const hasOpen = months.some(({ isOpen }) => isOpen);
  const openText = say('未出账，截至目前', 'not issued, so far');
  const bars = calendar.map((month) => {
    const own = months.find((one) => one.month === month);
    const shown = own === undefined ? '–' : `${formatDecimal(own.quantity)} ${unit}`;
    return {
      month,
      isOpen: own?.isOpen === true,
      tooltip: `${month}: ${shown}${own?.isOpen === true ? `, ${openText}` : ''}`,
      parts: [{ kind: 'first' as const, amount: own?.quantity ?? '0' }],
    };
  });
  return html`<figure class="usage"><figcaption><h4>${name}</h4><ul class="key"><li>${say('计费用量：', 'Billed quantity, ')}${unitLabel(unit, say)}</li>${hasOpen && html`<li class="open">${openText}</li>`}</ul></figcaption>
${bothPictures('half', (size) => monthsChart({ name: `${name}, ${unit}`, months: bars, size }, pageLook))}</figure>`;
}
