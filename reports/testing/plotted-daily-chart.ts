import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type ValueAxis, valueAxis } from '../chart-scale.ts';
import { chartSize, labelShift, textWidth } from '../chart-size.ts';
import type { DailyChart } from '../daily-chart.ts';
import { formatDecimal, isDecimalText } from '../decimal-text.ts';
import { colours } from '../styles.ts';

/** The same chart as Observable Plot draws it, slowly: what our own writer of SVG is held to. */
export function plottedDailyChart(chart: DailyChart): string {
  const bars = chart.days.map(barOf);
  const values = bars.flatMap((bar) => bar.value ?? []);
  const reference = chart.reference === undefined ? [] : [Number(chart.reference)];
  const axis = valueAxis(Math.max(0, ...values, ...reference), values.every(Number.isInteger));
  const { dayGap, fontSize, ...size } = chartSize;
  const marginLeft = 14 + Math.max(...axis.ticks.map((tick) => textWidth(tick.label)));
  const svg = Plot.plot({
    document,
    ...size,
    marginLeft,
    style: { fontFamily: 'inherit', fontSize: `${fontSize}px`, overflow: 'visible' },
    x: { type: 'band', domain: bars.map((bar) => bar.date), padding: dayGap, round: false },
    y: { domain: [0, axis.top], label: null },
    marks: [
      ...axisMarks(bars, axis),
      ...dayMarks(bars, axis, chart.highest?.date),
      Plot.ruleY(reference, {
        stroke: colours.ink,
        strokeDasharray: '5 3',
        className: 'chart-included',
      }),
      ...highestLabel(chart, bars, marginLeft),
    ],
  });
  svg.querySelector('style')?.remove();
  return svg.outerHTML;
}

interface Bar {
  date: string;
  value: number | null;
  /** Shown while the pointer rests on the bar. */
  title: string;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>');

function barOf({ date, quantity }: DailyChart['days'][number]): Bar {
  const value = quantity !== null && isDecimalText(quantity) ? Number(quantity) : null;
  return { date, value, title: `${date}: ${quantity === null ? '–' : formatDecimal(quantity)}` };
}

function axisMarks(bars: Bar[], axis: ValueAxis): Plot.Markish[] {
  const labels = new Map(axis.ticks.map((tick) => [tick.value, tick.label]));
  const look = { fill: colours.muted, label: null };
  return [
    Plot.ruleY([...labels.keys()], { stroke: colours.grid, className: 'chart-grid' }),
    Plot.axisY([...labels.keys()], {
      ...look,
      tickFormat: (tick: number) => labels.get(tick) ?? '',
      tickSize: 0,
      tickPadding: 6,
      className: 'chart-values',
    }),
    Plot.axisX(bars.map((bar) => bar.date).filter(isLabelledDay), {
      ...look,
      tickFormat: (date: string) => date.slice(8).replace(/^0/, ''),
      tickSize: 3,
      stroke: colours.axis,
      className: 'chart-days',
    }),
  ];
}

function dayMarks(
  bars: Bar[],
  { top }: ValueAxis,
  highestDate: string | undefined,
): Plot.Markish[] {
  const day = { x: 'date', title: 'title' };
  const missing = bars.filter((bar) => bar.value === null);
  const zeros = bars.filter((bar) => bar.value === 0);
  const above = bars.filter((bar) => bar.value !== null && bar.value > 0);
  return [
    Plot.barY(missing, {
      ...day,
      y1: 0,
      y2: top,
      fill: colours.noData,
      className: 'chart-no-data',
    }),
    Plot.barY(above, {
      ...day,
      y: (bar: Bar) => Math.max(bar.value ?? 0, top * leastShare),
      fill: (bar: Bar) => (bar.date === highestDate ? colours.accent : colours.bar),
      className: 'chart-day',
    }),
    Plot.ruleY([0], { stroke: colours.axis, className: 'chart-base' }),
    Plot.tickY(zeros, {
      ...day,
      y: 0,
      stroke: colours.zero,
      strokeWidth: 2.5,
      className: 'chart-zero',
    }),
  ];
}

/** Share of the axis that the smallest bar has: about a unit of height. */
const leastShare = 0.01;

function highestLabel({ highest }: DailyChart, bars: Bar[], marginLeft: number): Plot.Markish[] {
  const index = bars.findIndex((bar) => bar.date === highest?.date);
  if (highest === undefined || index < 0) return [];
  return [
    Plot.text(bars.slice(index, index + 1), {
      x: 'date',
      y: 'value',
      text: [highest.label],
      dx: labelShift(highest.label, index, bars.length, marginLeft),
      dy: -9,
      fill: colours.accent,
      fontWeight: 600,
      stroke: colours.paper,
      strokeWidth: 4,
      className: 'chart-highest',
    }),
  ];
}

function isLabelledDay(date: string): boolean {
  const day = Number(date.slice(8));
  return day === 1 || day % 5 === 0;
}
