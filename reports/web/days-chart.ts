import { isDecimalText } from '../../src/money/decimal.ts';
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

/** A month of daily values. */
export interface DaysChart {
  name: string;
  /** One entry a day, ascending; decimal text, or null without data. */
  days: readonly { date: string; quantity: string | null }[];
  /** The day to be marked, and the label above it. */
  highest?: { date: string; label: string };
  /** What is included: a dashed line, and what stands above it is darker. Decimal text. */
  reference?: string;
}

/** A bar a day; a day without data is a stripe, a zero a stroke on the base line. */
export function daysChart({ name, days, highest, reference }: DaysChart): Html {
  const values = days.map(({ quantity }) => chartValue(quantity));
  const included = reference === undefined ? undefined : Number(reference);
  const all = [...values, included].filter((value) => value !== undefined);
  const frame = chartFrame(all, { width: 372, height: 180 });
  const bars = days.map((day, index) =>
    dayBar(day, values[index], barAt(index, days.length, frame), frame, {
      included,
      isHighest: day.date === highest?.date,
    }),
  );
  const line = included === undefined ? undefined : heightOf(included, frame);
  const at = days.findIndex(({ date }) => date === highest?.date);
  return chart(
    name,
    frame,
    html`${valueLines(frame)}${bars}${dayLabels(days, frame)}${line !== undefined && html`<line class="c-included" x1="${frame.left}" x2="${frame.right}" y1="${line}" y2="${line}"/>`}${highest !== undefined && at >= 0 && markLabel(highest.label, barAt(at, days.length, frame).middle, values[at] ?? 0, frame)}`,
  );
}

function chartValue(quantity: string | null): number | undefined {
  return quantity !== null && isDecimalText(quantity) ? Number(quantity) : undefined;
}

function dayBar(
  { date, quantity }: DaysChart['days'][number],
  value: number | undefined,
  { x, width }: { x: number; width: number },
  frame: ChartFrame,
  { included, isHighest }: { included: number | undefined; isHighest: boolean },
): Html {
  const title = html`<title>${date}: ${quantity === null ? '–' : formatDecimal(quantity)}</title>`;
  const { top, bottom } = frame;
  const rect = (kind: string, from: number, to: number) =>
    html`<rect class="${kind}" x="${x}" width="${width}" y="${from}" height="${round(Math.max(to - from, 0))}">${title}</rect>`;
  if (value === undefined) return rect('c-no-data', top, bottom);
  if (value === 0) return rect('c-zero', bottom - 1.5, bottom);
  const upper = Math.min(heightOf(value, frame), bottom - 1.5);
  const bar = isHighest ? 'c-bar c-highest' : 'c-bar';
  if (included === undefined || value <= included) return rect(bar, upper, bottom);
  const border = heightOf(included, frame);
  return html`${rect(bar, border, bottom)}${rect(`${bar} c-above`, upper, border)}`;
}

function dayLabels(days: DaysChart['days'], frame: ChartFrame): Html[] {
  return days.flatMap(({ date }, index) => {
    const day = Number(date.slice(8));
    if (day !== 1 && day % 5 !== 0) return [];
    const { middle } = barAt(index, days.length, frame);
    return [html`<text class="c-label" x="${middle}" y="${frame.bottom + 15}">${day}</text>`];
  });
}

function markLabel(text: string, middle: number, value: number, frame: ChartFrame): Html {
  const y = Math.max(heightOf(value, frame) - 7, 11);
  return html`<text class="c-mark" x="${labelMiddle(middle, text, frame)}" y="${round(y)}">${text}</text>`;
}
