import { chineseSentence } from '../../src/anomalies/chinese-sentence.ts';
import type { Anomaly } from '../../src/invoice/anomaly.ts';
import type { MonthOverview } from '../../src/snapshot/read/month-overview.ts';
import { anomaliesList } from '../anomalies-list.ts';
import { pageLook } from '../charts/look.ts';
import { name } from '../text/bilingual.ts';
import { type Html, html } from '../text/html.ts';
import type { PageContext } from './page-context.ts';

/** Lists what looks wrong in the month; `false` if nothing does. */
export function monthAnomalies({ anomalies }: MonthOverview, page: PageContext): Html | false {
  const { say, language } = page;
  const sentence = (anomaly: Anomaly) => {
    const chinese = language === 'zh' ? chineseSentence(anomaly) : undefined;
    return html`<p${chinese === undefined && language === 'zh' && html` lang="en"`}>${name(chinese ?? anomaly.message)}</p>`;
  };
  if (anomalies.length === 0) return false;
  return html`<section class="part findings" aria-labelledby="anomalies"><h2 id="anomalies">${say('异常', 'Anomalies')} <span class="id number">${anomalies.length}</span></h2>
<p class="quiet">${say('出账前请核对。', 'Look at them before the month is issued.')}</p>
${anomaliesList(anomalies, pageLook, sentence)}</section>`;
}
