import { isDecimalText } from '../../src/money/decimal.ts';
import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from '../text/html.ts';
import { isLabelled, shortDate } from './day-labels.ts';
import type { Look } from './look.ts';
import { baseLine, labelShift, type Plot, plotOf, valueLines } from './plot.ts';
import { bandScale, valueAxis } from './scale.ts';
import { group, levelLine, rect, text, textWidth } from './svg.ts';

/** The daily values of one month. */
export interface DaysChart {
  /** Description for people who cannot see the chart. */
  name: string;
  /** One entry a day, ascending; decimal text, or null without data. */
  days: readonly { date: string; quantity: string | null }[];
  /** The marked day, with the label above it; absent = none is marked. */
  highest?: { date: string; label: string };
  /** Decimal text of the value at which a dashed line is drawn; absent = none. */
  reference?: string;
}

/** Sizes of a chart: half a page's width, which is also a phone's, or the whole of a page. */
export const daysChartSizes = {
  half: { width: 372, height: 176 },
  whole: { width: 776, height: 196 },
} as const;

/** Share of a day's room that stays free beside its bar. */
const gap = 0.22;

/** Share of the axis that the smallest bar has: about a unit of height. */
const leastShare = 0.01;

/**
 * Draws a bar a day. Days without data are a strip below the base line, a zero is a stroke on it. Weekends are tinted.
 *
 * Billing days are labels and never instants, so no time zone can move them.
 */
export function daysChart(
  chart: DaysChart,
  look: Look,
  size: keyof typeof daysChartSizes = 'half',
): Html {
  const { plot, bars, step, barWidth, reference } = frameOf(chart, daysChartSizes[size], look);
  const { paint } = look;
  const { left, right, bottom, y, axis } = plot;
  const isHighest = ({ date }: Bar) => date === chart.highest?.date;
  const barTo = (value: number) => {
    const top = y(Math.max(value, axis.top * leastShare));
    return { width: barWidth, y: top, height: look.round(Math.abs(top - bottom)) };
  };
  const above = bars.filter(
    (bar) => reference !== undefined && (bar.value ?? 0) > reference && !isHighest(bar),
  );
  return look.picture({ ...daysChartSizes[size], name: chart.name }, [
    weekends(bars, step, plot, look),
    ...valueLines(plot, look),
    ...dayLabels(bars, barWidth / 2, bottom, look),
    group(
      paint('no-data'),
      runsOf(bars, ({ value }) => value === null).map(([first, last]) =>
        rect({
          x: first.x,
          y: bottom + 2,
          width: look.round(last.x + barWidth - first.x),
          height: 3,
          tooltip: `${first === last ? first.date : `${first.date} – ${last.date}`}: –`,
        }),
      ),
    ),
    group(
      paint('days'),
      bars
        .filter(({ value }) => value !== null && value > 0)
        .map((bar) =>
          rect({
            ...barTo(bar.value!),
            x: bar.x,
            tooltip: bar.tooltip,
            paint: paint(isHighest(bar) ? 'highest' : 'bar'),
          }),
        ),
    ),
    group(
      paint('above'),
      above.map(({ x, value, tooltip }) =>
        rect({
          x,
          tooltip,
          width: barWidth,
          y: y(value!),
          height: look.round(y(reference!) - y(value!)),
        }),
      ),
    ),
    baseLine(plot, look),
    group(
      paint('zero'),
      bars
        .filter(({ value }) => value === 0)
        .map(({ x, tooltip }) => levelLine(y(0), x, look.round(x + barWidth), tooltip)),
    ),
    group(paint('included'), reference === undefined ? [] : [levelLine(y(reference), left, right)]),
    peakLabel(chart.highest, bars, barWidth / 2, plot, look),
  ]);
}

interface Bar {
  date: string;
  /** Null without data. */
  value: number | null;
  tooltip: string;
  /** Left edge. */
  x: number;
}

function frameOf(chart: DaysChart, size: { width: number; height: number }, look: Look) {
  const values = chart.days.map(({ quantity }) =>
    quantity !== null && isDecimalText(quantity) ? Number(quantity) : null,
  );
  const known = values.filter((value) => value !== null);
  const reference = chart.reference === undefined ? undefined : Number(chart.reference);
  const highest = Math.max(0, ...known, reference ?? 0);
  const plot = plotOf(valueAxis([highest], known.every(Number.isInteger)), size, look);
  const bands = bandScale(chart.days.length, [plot.left, plot.right], gap);
  const bars = chart.days.map(({ date, quantity }, index) => ({
    date,
    value: values[index] ?? null,
    x: look.round(bands.position(index)),
    tooltip: `${date}: ${quantity === null ? '–' : formatDecimal(quantity)}`,
  }));
  const step = bands.bandwidth / (1 - gap);
  return { plot, bars, step, barWidth: look.round(bands.bandwidth), reference };
}

/** Tints Saturdays and Sundays, from the axis to the top of the plot. */
function weekends(
  bars: readonly Bar[],
  step: number,
  { axis, bottom, y }: Plot,
  { paint, round }: Look,
): Html | false {
  const edge = (step * gap) / 2;
  return group(
    paint('weekend'),
    runsOf(bars, ({ date }) => isWeekend(date)).map(([first, last]) =>
      rect({
        x: round(first.x - edge),
        y: y(axis.top),
        width: round(last.x - first.x + step),
        height: round(bottom - y(axis.top)),
      }),
    ),
  );
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

/** Finds the first and last bar of each run of bars that are alike. */
function runsOf(bars: readonly Bar[], isOfRun: (bar: Bar) => boolean): [first: Bar, last: Bar][] {
  const runs: [Bar, Bar][] = [];
  for (const [index, bar] of bars.entries()) {
    if (!isOfRun(bar)) continue;
    const before = bars[index - 1];
    if (before !== undefined && runs.at(-1)?.[1] === before) runs.at(-1)![1] = bar;
    else runs.push([bar, bar]);
  }
  return runs;
}

/** Writes the month and the day under some bars: `9/1`. */
function dayLabels(
  bars: readonly Bar[],
  centre: number,
  bottom: number,
  { paint }: Look,
): (Html | false)[] {
  const labelled = bars.filter(({ date }, index) => isLabelled(date, index === bars.length - 1));
  return [
    group(
      html`transform="translate(${centre},0)" ${paint('ticks')}`,
      labelled.map(({ x }) => html`<path d="M0,0L0,3" transform="translate(${x},${bottom})" />`),
    ),
    group(
      html`transform="translate(${centre},9)" ${paint('labels')}`,
      labelled.map(({ x, date }) => text(x, bottom, '0.71em', shortDate(date))),
    ),
  ];
}

function peakLabel(
  highest: DaysChart['highest'],
  bars: readonly Bar[],
  centre: number,
  plot: Plot,
  { paint, round }: Look,
): Html | false {
  const bar = bars.find(({ date }) => date === highest?.date);
  if (highest === undefined || highest.label === '' || bar?.value == null) return false;
  const x = bar.x + centre + labelShift(highest.label, bar.x + centre, plot);
  const y = plot.y(bar.value) - 9;
  const width = textWidth(highest.label) + 4;
  return html`${group(paint('halo'), [rect({ x: round(x - width / 2), y: round(y - 7), width: round(width), height: 14 })])}${group(paint('peak'), [text(round(x), round(y), '0.32em', highest.label)])}`;
}
