import { type Html, type HtmlValue, html } from '../text/html.ts';
import { colours } from './colours.ts';
import { bandScale, linearScale } from './scale.ts';
import { group, rect, text } from './svg.ts';

/** A level bar with its name at the left. */
export interface LevelBar {
  name: string;
  /** Negative to the left of the base line. */
  value: number;
  label: string;
  fill: string;
}

/** Size and look of a chart of level bars, in units of the chart. */
export interface LevelBarsFrame {
  width: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  rowHeight: number;
  /** Share of a bar's row that stays free. */
  padding: number;
  /** Place of the labels: behind each bar, or in a column at the right edge. */
  labels: 'behind' | 'column';
  fontSize: number;
  /** Font of a chart that is a file of its own; absent where a page holds the chart. */
  fontFamily?: string;
}

/** Draws a level bar a row, in order, as an SVG element. */
export function levelBars(
  bars: readonly LevelBar[],
  frame: LevelBarsFrame,
  more: HtmlValue = false,
): Html {
  const { width, left, right, top, bottom, rowHeight, padding, labels } = frame;
  const height = top + bottom + rowHeight * bars.length;
  const rows = bandScale(bars.length, [top, height - bottom], padding);
  const values = bars.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = linearScale([low, low === high ? low + 1 : high], [left, width - right]);
  const middle = (index: number) => rows.position(index) + rows.bandwidth / 2;
  const isBehind = labels === 'behind';
  return picture(frame, height, [
    group(
      html`text-anchor="end" fill="${colours.ink}" class="chart-names"`,
      bars.map(({ name }, index) => text(left - 8, middle(index), '0.32em', name)),
    ),
    bars.map(({ value, fill }, index) =>
      rect({
        paint: html`fill="${fill}"`,
        x: Math.min(x(0), x(value)),
        y: rows.position(index),
        width: Math.abs(x(value) - x(0)),
        height: rows.bandwidth,
      }),
    ),
    html`<line stroke="${colours.axis}" x1="${x(0)}" x2="${x(0)}" y1="${top}" y2="${height - bottom}" />`,
    group(
      html`text-anchor="${isBehind ? 'start' : 'end'}" fill="${colours.ink}" class="chart-labels"`,
      bars.map(({ value, label }, index) =>
        text(isBehind ? x(value) + 6 : width - 4, middle(index), '0.32em', label),
      ),
    ),
    more,
  ]);
}

function picture(
  { width, fontSize, fontFamily }: LevelBarsFrame,
  height: number,
  shapes: HtmlValue[],
): Html {
  const isFile = fontFamily !== undefined;
  const style = `font-family:${fontFamily ?? 'inherit'};font-size:${fontSize}px;overflow:visible${isFile ? `;background:${colours.paper}` : ''}`;
  return html`<svg${isFile && html` xmlns="http://www.w3.org/2000/svg"`} style="${style}" viewBox="0 0 ${width} ${height}" height="${height}" width="${width}" fill="currentColor">${shapes}</svg>`;
}
