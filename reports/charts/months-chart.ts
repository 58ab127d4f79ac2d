import { type Html, html } from '../text/html.ts';
import type { Look, Mark } from './look.ts';
import { baseLine, labelShift, type Plot, plotOf, valueLines } from './plot.ts';
import { bandScale, valueAxis } from './scale.ts';
import { group, rect, text, textWidth } from './svg.ts';

/** One or two amounts a month. */
export interface MonthsChart {
  /** Description for people who cannot see the chart. */
  name: string;
  size: { width: number; height: number };
  months: readonly MonthBars[];
  /** True if the parts of a month stand beside each other; else they stand on each other. */
  isBeside?: boolean;
}

/** The bars of a month. */
export interface MonthBars {
  month: string;
  /** Decimal text, from the base line. */
  parts: readonly { kind: Extract<Mark, 'first' | 'second'>; amount: string }[];
  tooltip: string;
  /** Text above the bars. */
  label?: string;
  /** True if the month is not over or not billed: its bars are hatched. */
  isOpen?: boolean;
}

/** Widest bar. */
const widest = 42;

/** Draws the months in order. Parts of different signs never stand on each other. */
export function monthsChart(
  { name, size, months, isBeside = false }: MonthsChart,
  look: Look,
): Html {
  const columns = months.map(({ parts }) => columnsOf(parts, isBeside));
  const ends = columns.flat().map(({ to }) => to);
  const plot = plotOf(valueAxis(ends, ends.every(Number.isInteger)), size, look);
  const bands = bandScale(months.length, [plot.left, plot.right], 0.22);
  const middle = (index: number) => look.round(bands.position(index) + bands.bandwidth / 2);
  return look.picture({ ...size, name }, [
    ...valueLines(plot, look),
    ...months.map(
      ({ tooltip, isOpen = false }, index) =>
        html`<g><title>${tooltip}</title>${columns[index]!.map((column) => columnShape({ ...column, isOpen }, middle(index), bands.bandwidth, plot, look))}</g>`,
    ),
    baseLine(plot, look),
    monthLabels(months, middle, plot, look),
    labelsAbove(months, columns, middle, plot, look),
  ]);
}

/** Writes the label of each month above its highest bar. */
function labelsAbove(
  months: readonly MonthBars[],
  columns: readonly Column[][],
  middle: (index: number) => number,
  plot: Plot,
  { paint, round }: Look,
): Html | false {
  return group(
    paint('peak'),
    months.flatMap(({ label }, index) => {
      if (label === undefined) return [];
      const top = plot.y(Math.max(0, ...columns[index]!.map(({ to }) => to)));
      const x = middle(index);
      return [text(round(x + labelShift(label, x, plot)), round(top - 8), '0.32em', label)];
    }),
  );
}

interface Column {
  kind: Mark;
  /** Values at which it begins and ends. */
  from: number;
  to: number;
  /** Index from 0 among the columns beside each other, and their number. */
  at: number;
  of: number;
}

function columnsOf(parts: MonthBars['parts'], isBeside: boolean): Column[] {
  const amounts = parts.map(({ amount }) => Number(amount));
  const isStacked =
    !isBeside && (amounts.every((one) => one >= 0) || amounts.every((one) => one <= 0));
  return parts.map(({ kind }, index) => {
    const from = isStacked ? amounts.slice(0, index).reduce((sum, one) => sum + one, 0) : 0;
    const [at, of] = isBeside ? [index, parts.length] : [0, 1];
    return { kind, from, to: from + amounts[index]!, at, of };
  });
}

function columnShape(
  { kind, from, to, at, of, isOpen }: Column & { isOpen: boolean },
  middle: number,
  bandwidth: number,
  { y }: Plot,
  look: Look,
): Html {
  const { paint, round } = look;
  const room = Math.min(bandwidth, widest * of);
  const [upper, lower] = [Math.min(y(from), y(to)), Math.max(y(from), y(to))];
  const place = {
    x: round(middle - room / 2 + (room / of) * at),
    y: upper,
    width: round((room / of) * (of === 1 ? 1 : 0.94)),
    height: round(lower - upper),
  };
  if (!isOpen) return rect({ ...place, paint: paint(kind) });
  return html`${rect({ ...place, paint: paint('open') })}${hatch(place, look)}`;
}

/** Distance of the lines of a hatched bar. */
const hatchGap = 6;

/** Draws lines that rise to the right, each cut at the edges of the bar. */
function hatch(
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  { paint, round }: Look,
): Html {
  const lines: string[] = [];
  for (let reach = hatchGap; reach < width + height; reach += hatchGap) {
    const start = Math.max(0, reach - height);
    const end = Math.min(width, reach);
    lines.push(
      `M${round(x + start)} ${round(y + reach - start)}L${round(x + end)} ${round(y + reach - end)}`,
    );
  }
  return html`<path ${paint('hatch')} d="${lines.join('')}"/>`;
}

/** Writes the last month, and as many before it as there is room for. */
function monthLabels(
  months: readonly MonthBars[],
  middle: (index: number) => number,
  plot: Plot,
  { paint, round }: Look,
): Html | false {
  const room = textWidth('2026-00') + 12;
  const every = Math.ceil((months.length * room) / (plot.right - plot.left));
  return group(
    html`transform="translate(0,9)" ${paint('labels')}`,
    months.flatMap(({ month }, index) => {
      if ((months.length - 1 - index) % every !== 0) return [];
      const x = round(middle(index) + labelShift(month, middle(index), plot));
      return [text(x, plot.bottom, '0.71em', month)];
    }),
  );
}
