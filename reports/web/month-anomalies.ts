import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import { anomaliesList } from '../anomalies-list.ts';
import { pageLook } from '../charts/look.ts';
import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** Lists what looks wrong in the month; `false` if nothing does. */
export function monthAnomalies({ anomalies }: MonthOverview, { say }: PageContext): Html | false {
  if (anomalies.length === 0) return false;
  return html`<section class="part findings" aria-labelledby="anomalies"><h2 id="anomalies">${say('异常', 'Anomalies')} <span class="id number">${anomalies.length}</span></h2>
<p class="quiet">${say('出账前请核对。', 'Look at them before the month is issued.')}</p>
${anomaliesList(anomalies, pageLook)}</section>`;
}
