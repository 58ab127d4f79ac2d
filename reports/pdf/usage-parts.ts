import type { UsageSeries } from '../../src/invoice/document.ts';
import { isZero } from '../../src/money/decimal.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { daysChart } from '../charts/days-chart.ts';
import { chineseUnit } from '../text/bilingual.ts';
import { peakOf } from '../usage-figure.ts';
import { timeOf, type UsageView, usageView } from '../usage-view.ts';
import type { PdfApp } from './apps.ts';
import { pdfLook } from './chart-look.ts';
import type { ChartBlock, PageText, PdfPart } from './page.ts';
import { type Say, sayBoth } from './page-text.ts';

/** Shows the daily values of each app as charts, with what is included and the highest day. */
export function usageCharts(apps: readonly PdfApp[], say: Say): PdfPart[] {
  return apps.flatMap((app) => {
    if (app.usage.length === 0) return [];
    const title = [say('每日用量', 'Daily usage'), app.title];
    return [
      { part: 'section' as const, title },
      { part: 'charts' as const, charts: app.usage.map((one) => chartOf(one, app, say)) },
    ];
  });
}

function chartOf(series: UsageSeries, { lines }: PdfApp, say: Say): ChartBlock {
  const view = usageView(series, lines);
  const { title, highest, reference } = view;
  const named = sayBoth(title, say);
  if (highest === undefined)
    return { title: named, caption: say('本月无数据', 'No data this month'), keys: [] };
  const chart = {
    name: '',
    days: series.days,
    ...(!isZero(highest.quantity) && { highest: peakOf(highest, series.unit) }),
    ...(reference !== undefined && { reference }),
  };
  const caption = isZero(highest.quantity)
    ? say('全月为零', 'Zero all month')
    : [
        say('最高', 'Highest'),
        formatDecimal(highest.quantity),
        say(chineseUnit(series.unit) ?? series.unit, series.unit),
        timeOf(highest),
      ];
  return {
    title: named,
    caption,
    svg: daysChart(chart, pdfLook).toString(),
    keys: keysOf(view, say),
  };
}

function keysOf({ included, reference, missing }: UsageView, say: Say): PageText[] {
  const above = reference === undefined ? [say('（高于图表）', '(above the chart)')] : ['- - -'];
  return [
    ...(included === undefined
      ? []
      : [[say('包含', 'Included'), formatDecimal(included), ...above]]),
    ...(missing === 0
      ? []
      : [[say('无数据', 'No data'), String(missing), say('天', missing === 1 ? 'day' : 'days')]]),
  ];
}

/** Lists the values by day of each line that sums them up. */
export function dailyValues(_apps: readonly PdfApp[], _say: Say): PdfPart[] {
  return [];
}
