import { daysOfMonth } from '../../src/calendar/month.ts';
import type { MonthSummary, SummaryCoverage } from '../../src/invoice/summary.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from '../text/html.ts';
import type { Say } from './language.ts';
import type { PageContext } from './page-context.ts';
import { type Column, plainTable } from './table.ts';

/** Lists the sources of a month: lines, and the days that have any. */
export function monthData(
  { coverage, loaded, month }: MonthSummary,
  { say }: PageContext,
): Html | false {
  if (coverage.length === 0) return false;
  const count = (title: string, of: 'files' | 'lines' | 'accepted' | 'rejected') => ({
    title,
    isNumber: true,
    cell: ({ source }: SummaryCoverage) => {
      const own = loaded.find((one) => one.source === source);
      return formatDecimal(String(own?.[of] ?? 0));
    },
  });
  const columns: Column<SummaryCoverage>[] = [
    {
      title: say('来源', 'Source'),
      isHeading: true,
      cell: ({ source }) => sourceTitle(source, say),
    },
    {
      title: say('有数据的日子', 'Days with data'),
      classes: 'wide',
      cell: (source) => daysStrip(source, month, say),
    },
    count(say('文件', 'Files'), 'files'),
    count(say('行', 'Lines'), 'lines'),
    count(say('接受', 'Accepted'), 'accepted'),
    count(say('拒绝', 'Rejected'), 'rejected'),
  ];
  return html`<section class="part" aria-labelledby="data"><h2 id="data">${say('数据覆盖', 'Days with data')}</h2>
${plainTable(columns, coverage)}</section>`;
}

function sourceTitle(source: string, say: Say): string {
  const chinese = { logins: '登录', bandwidth: '带宽', groups: '群组', daily: '日汇总' };
  return say(chinese[source as keyof typeof chinese] ?? source, source);
}

function daysStrip(
  { days_with_data, days_without_data }: SummaryCoverage,
  month: string,
  say: Say,
): Html {
  const days = daysOfMonth(month);
  const missing = new Set(days_without_data);
  return html`<span class="coverage"><svg viewBox="0 0 ${days.length * 10} 16" role="img" aria-label="${say(`${days_with_data} 天有数据，共 ${days.length} 天`, `${days_with_data} of ${days.length} days`)}">${days.map(
    (day, index) =>
      html`<rect class="${missing.has(day) ? 'c-no-data' : 'c-bar'}" x="${index * 10}" width="8" height="16"><title>${day}</title></rect>`,
  )}</svg> <span class="number">${days_with_data} / ${days.length}</span></span>`;
}
