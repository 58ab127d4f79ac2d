import type { Anomaly } from '../src/invoice/anomaly.ts';
import { formatDecimal } from '../src/money/format-decimal.ts';
import { daysChart } from './charts/days-chart.ts';
import type { Look } from './charts/look.ts';
import { name } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Most charts on a page: each is several kilobytes. */
const mostCharts = 20;

/**
 * Lists what looks wrong in a month, the first ones with the chart of their days.
 *
 * @param sentence Shows what was found; absent = in English.
 */
export function anomaliesList(
  anomalies: readonly Anomaly[],
  look: Look,
  sentence: (anomaly: Anomaly) => Html = inEnglish,
): Html {
  return html`<ul>${anomalies.map((anomaly, index) => {
    const { code, subject } = anomaly;
    const chart = index < mostCharts && smallChart(anomaly, look);
    return html`<li><code>${code}</code> <span class="id">${name(subject)}</span>${sentence(anomaly)}${chart}</li>
`;
  })}</ul>`;
}

function inEnglish({ message }: Anomaly): Html {
  return html`<p lang="en">${name(message)}</p>`;
}

/** Draws the chart in half a page's width; `false` without one. */
function smallChart(anomaly: Anomaly, look: Look): Html | false {
  const chart = anomalyChart(anomaly, look);
  return chart && html`<div class="usages"><div class="usage">${chart}</div></div>`;
}

/** Draws the month's days with the odd one marked; `false` for what has no daily values. */
function anomalyChart(
  { month, day, metric, subject, value, expected, days }: Anomaly,
  look: Look,
): Html | false {
  if (days === undefined || days.every((quantity) => quantity === null)) return false;
  const dated = days.map((quantity, index) => ({
    date: `${month}-${String(index + 1).padStart(2, '0')}`,
    quantity,
  }));
  const odd = dated.find(({ date }) => date === day);
  const isOfDay = odd?.quantity === value;
  return daysChart(
    {
      name: `${subject}, ${metric}, ${month}`,
      days: dated,
      ...(odd?.quantity != null &&
        Number(odd.quantity) > 0 && {
          highest: {
            date: odd.date,
            label: `${odd.date.slice(5)} · ${formatDecimal(odd.quantity)}`,
          },
        }),
      ...(isOfDay && { reference: expected }),
    },
    look,
  );
}
