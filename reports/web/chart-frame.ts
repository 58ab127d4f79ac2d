import { type ValueAxis, valueAxis } from '../charts/scale.ts';
import { type Html, html } from '../html.ts';

/**
 * A chart of the pages, written as text: a page may hold dozens of
 * them, and their colours are classes of `static/charts.css`, which dark pages and paper change.
 */
export interface ChartFrame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  axis: ValueAxis;
  /** Lower end of the axis: 0, or `-axis.top` where there are values below 0. */
  least: number;
}

const fontSize = 11;

/** Room for the values' labels at the left, the days or months below, and a label above. */
export function chartFrame(
  values: readonly number[],
  { width, height }: { width: number; height: number },
): ChartFrame {
  const highest = Math.max(0, ...values.map(Math.abs));
  const axis = valueAxis(highest, values.every(Number.isInteger));
  const longest = Math.max(...axis.ticks.map(({ label }) => label.length));
  const left = Math.ceil(longest * fontSize * 0.6) + 16;
  const least = values.some((value) => value < 0) ? -axis.top : 0;
  return { width, height, left, right: width - 4, top: 22, bottom: height - 22, axis, least };
}

/** Where a value is, from the top. */
export function heightOf(value: number, { top, bottom, axis, least }: ChartFrame): number {
  const share = (value - least) / (axis.top - least);
  return round(bottom - share * (bottom - top));
}

/** Lines and labels of the value axis. */
export function valueLines(frame: ChartFrame): Html {
  const ticks = frame.axis.ticks.flatMap(({ value, label }) =>
    frame.least < 0 && value > 0
      ? [
          { value, label },
          { value: -value, label: `−${label}` },
        ]
      : [{ value, label }],
  );
  return html`${ticks.map(({ value, label }) => {
    const y = heightOf(value, frame);
    return html`<line class="${value === 0 ? 'c-base' : 'c-grid'}" x1="${frame.left}" x2="${frame.right}" y1="${y}" y2="${y}"/><text class="c-value" x="${frame.left - 7}" y="${y}" dy="0.32em">${label}</text>`;
  })}`;
}

/** Where the `index`th of `count` bars is, and how wide it is. */
export function barAt(
  index: number,
  count: number,
  { left, right }: ChartFrame,
): { x: number; width: number; middle: number; room: number } {
  const room = (right - left) / count;
  const width = Math.min(room * 0.78, 42);
  const middle = left + room * (index + 0.5);
  return { x: round(middle - width / 2), width: round(width), middle: round(middle), room };
}

/** A whole chart; what it shows stands in words beside it, so that it is one picture to a reader. */
export function chart(name: string, { width, height }: ChartFrame, content: Html): Html {
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${content}</svg>`;
}

/** Moved so that a label of this text stays between the chart's edges. */
export function labelMiddle(middle: number, text: string, { left, right }: ChartFrame): number {
  const half = (text.length * fontSize * 0.6) / 2;
  return round(Math.min(Math.max(middle, left + half), right - half));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
