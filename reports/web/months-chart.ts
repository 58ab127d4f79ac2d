import { formatDecimal } from '../../src/money/format-decimal.ts';
import { type Html, html } from '../html.ts';
import {
  barAt,
  type ChartFrame,
  chart,
  chartFrame,
  heightOf,
  labelMiddle,
  round,
  valueLines,
} from './chart-frame.ts';

/** A value a month, in one or two parts that add up to it. */
export interface MonthsChart {
  name: string;
  months: readonly MonthBar[];
  /** Half a page wide, for two beside each other. */
  isHalf?: boolean;
}

export interface MonthBar {
  month: string;
  /** From the base line; decimal text. A second part stands upon the first. */
  parts: readonly { kind: 'first' | 'second'; amount: string }[];
  /** What is said while the pointer rests on it. */
  title: string;
}

/** A bar a month. Parts of different signs are not stacked: each begins at the base line. */
export function monthsChart({ name, months, isHalf = false }: MonthsChart): Html {
  const sums = months.map(({ parts }) => parts.map(({ amount }) => Number(amount)));
  const ends = sums.flatMap((parts) => (isStacked(parts) ? [sum(parts)] : parts));
  const frame = chartFrame(ends, { width: isHalf ? 500 : 900, height: isHalf ? 190 : 230 });
  const every = Math.ceil((months.length * roomOfLabel) / (frame.right - frame.left));
  return chart(
    name,
    frame,
    html`${valueLines(frame)}${months.map((bar, index) => monthBar(bar, barAt(index, months.length, frame), frame))}${months.map(
      ({ month }, index) =>
        (months.length - 1 - index) % every === 0 && monthLabel(month, index, months.length, frame),
    )}`,
  );
}

/** Units, with what keeps it from the next. */
const roomOfLabel = 58;

function monthLabel(month: string, index: number, count: number, frame: ChartFrame): Html {
  const { middle } = barAt(index, count, frame);
  return html`<text class="c-label" x="${labelMiddle(middle, month, frame)}" y="${frame.bottom + 15}">${month}</text>`;
}

function isStacked(parts: readonly number[]): boolean {
  return parts.every((part) => part >= 0) || parts.every((part) => part <= 0);
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0);
}

function monthBar(
  { parts, title }: MonthBar,
  { x, width }: { x: number; width: number },
  frame: ChartFrame,
): Html {
  const amounts = parts.map(({ amount }) => Number(amount));
  const stacked = isStacked(amounts);
  return html`<g><title>${title}</title>${parts.map(({ kind }, index) => {
    const from = stacked ? sum(amounts.slice(0, index)) : 0;
    const ends = [heightOf(from, frame), heightOf(from + amounts[index]!, frame)];
    const [upper, lower] = [Math.min(...ends), Math.max(...ends)];
    return html`<rect class="c-bar c-${kind}" x="${x}" width="${width}" y="${upper}" height="${round(lower - upper)}"/>`;
  })}</g>`;
}

/** `2026-09: 1,234.00 CNY`. */
export function monthTitle(month: string, amount: string, unit: string): string {
  return `${month}: ${formatDecimal(amount)} ${unit}`.trim();
}

/** A row's history in a few strokes: one path, so that hundreds of rows can have one. */
export function sparkline(values: readonly (number | undefined)[]): Html {
  const [width, height] = [120, 22];
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  const room = width / values.length;
  const strokes = values.map((value, index) => {
    if (value === undefined || value <= 0 || highest === 0) return '';
    const x = round(room * (index + 0.5));
    return `M${x} ${height}V${round(height - Math.max((value / highest) * height, 1))}`;
  });
  return html`<svg class="sparkline" viewBox="0 0 ${width} ${height}" aria-hidden="true" stroke-width="${round(Math.min(room * 0.7, 6))}"><path d="${strokes.join('')}"/></svg>`;
}
