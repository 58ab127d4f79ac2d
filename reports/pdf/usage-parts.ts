import { joinDays } from '../../src/calendar/join-days.ts';
import type { UsageSeries } from '../../src/invoice/document.ts';
import { isZero } from '../../src/money/decimal.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { daysChart } from '../charts/days-chart.ts';
import { type App, appName } from '../invoice-apps.ts';
import { daysText } from '../sum-table.ts';
import { type SumOfDays, sumOfDays } from '../sums-of-days.ts';
import { chineseUnit } from '../text/bilingual.ts';
import { peakOf } from '../usage-figure.ts';
import { layOutCharts, timeOf, type UsageView, usageView } from '../usage-view.ts';
import { pdfLook } from './chart-look.ts';
import type { ChartBlock, ChartKey, PageText, PdfPart } from './page.ts';
import { type Say, sayBoth } from './page-text.ts';

/** Shows the daily values of each app: charts with what is included and the highest day, and the values behind sums. */
export function annexParts(apps: readonly App[], say: Say): PdfPart[] {
  const parts = apps.flatMap((app) => {
    if (app.usage.length === 0) return [];
    const title = say('附录 每日用量', 'Annex: daily usage');
    const charts = layOutCharts(app.usage).map((one) => chartOf(one, app, say));
    const key = { mark: 'weekend' as const, text: say('周末', 'Weekend') };
    return [
      { part: 'section' as const, title, name: appName(app) },
      { part: 'charts' as const, charts, key },
      ...dailyValues(app, say),
    ];
  });
  return parts.length === 0 ? [] : [{ part: 'new page' }, ...parts];
}

function chartOf(
  { series, isWhole }: { series: UsageSeries; isWhole: boolean },
  { lines }: App,
  say: Say,
): ChartBlock {
  const view = usageView(series, lines);
  const { title, highest, reference } = view;
  const named = sayBoth(title, say);
  if (highest === undefined)
    return { title: named, caption: say('本月无数据', 'No data this month'), keys: [] };
  if (isZero(highest.quantity))
    return { title: named, caption: say('全月为零', 'Zero all month'), keys: keysOf(view, say) };
  const chart = {
    name: '',
    days: series.days,
    highest: peakOf(highest, series.unit),
    ...(reference !== undefined && { reference }),
  };
  return {
    title: named,
    caption: [
      say('最高', 'Highest'),
      formatDecimal(highest.quantity),
      say(chineseUnit(series.unit) ?? series.unit, series.unit),
      timeOf(highest),
    ],
    ...(isWhole && { isWhole }),
    svg: daysChart(chart, pdfLook, isWhole ? 'whole' : 'half').toString(),
    keys: keysOf(view, say),
  };
}

function keysOf({ included, reference, missing }: UsageView, say: Say): ChartKey[] {
  const keys: (ChartKey | false)[] = [
    included !== undefined && {
      ...(reference !== undefined && { mark: 'included' }),
      text: [
        say('包含', 'Included'),
        formatDecimal(included),
        ...(reference === undefined ? [say('（高于图表）', '(above the chart)')] : []),
      ],
    },
    missing > 0 && {
      mark: 'no-data',
      text: [say('无数据', 'No data'), String(missing), say('天', missing === 1 ? 'day' : 'days')],
    },
  ];
  return keys.filter((key) => key !== false);
}

/** Lists the values by day of each line that adds them up. */
function dailyValues({ lines, usage }: App, say: Say): PdfPart[] {
  return lines.flatMap((line) => {
    const sum = sumOfDays(line, usage);
    return sum === undefined ? [] : [daysPart(sum, sayBoth(line.title, say), say)];
  });
}

function daysPart(sum: SumOfDays, title: PageText, say: Say): PdfPart {
  const { days, missing, total, exactTotal, unit } = sum;
  const gone = joinDays(missing).map(daysText).join(', ');
  return {
    part: 'days',
    title: say('逐日数值', 'Values by day'),
    line: title,
    days: days.map(({ date, quantity, exact_quantity }) => ({
      date: date.slice(5),
      quantity: `${rounded(exact_quantity)}${formatDecimal(quantity)}`,
    })),
    sum: [
      say('合计', 'Sum'),
      `${rounded(exactTotal)}${formatDecimal(total)}`,
      ...(unit === undefined ? [] : [sayBoth(unit, say)]),
      ...(gone === '' ? [] : [say('无数据', 'No data'), gone]),
    ],
  };
}

/** Marks a number that is rounded to nine decimals. */
function rounded(exact: string | undefined): string {
  return exact === undefined ? '' : '≈\u00a0';
}
