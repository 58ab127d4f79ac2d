import { formatDecimal } from '../../src/money/format-decimal.ts';
import { pageLook } from '../charts/look.ts';
import { monthsChart } from '../charts/months-chart.ts';
import { type Html, html } from '../text/html.ts';
import { bothPictures } from './both-pictures.ts';
import type { PageContext } from './page-context.ts';

/** A month's total, which is the sum of both parts; decimal text. */
interface Total {
  month: string;
  prepaid: string;
  postpaid: string;
  total: string;
}

/** Draws the totals of all months of the calendar, postpaid on prepaid. */
export function totalsChart(
  calendar: readonly string[],
  totals: readonly Total[],
  { currency, size }: { currency: string; size: 'whole' | 'half' },
  { say }: PageContext,
): Html {
  const byMonth = new Map(totals.map((total) => [total.month, total]));
  const nothing = { prepaid: '0', postpaid: '0', total: '0.00' };
  const months = calendar.map((month) => {
    const { prepaid, postpaid, total } = byMonth.get(month) ?? nothing;
    return {
      month,
      tooltip: `${month}: ${formatDecimal(total)} ${currency}`,
      parts: [
        { kind: 'first' as const, amount: prepaid },
        { kind: 'second' as const, amount: postpaid },
      ],
    };
  });
  const name = say(`各月合计（${currency}）`, `Total by month, ${currency}`);
  return bothPictures(size, (drawn) => monthsChart({ name, months, size: drawn }, pageLook));
}

/** Builds the key of the chart. */
export function totalsKey({ say }: PageContext): Html {
  return html`<ul class="key"><li class="first">${say('预付费', 'Prepaid')}</li><li class="second">${say('后付费', 'Postpaid')}</li></ul>`;
}
