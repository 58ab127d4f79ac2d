import { bandScale, linearScale } from '../chart-positions.ts';
import { colours } from '../styles.ts';
import { group, rect, type SvgFrame, svg, text, uprightLine } from './svg.ts';

/** A level bar with its name at the left. */
export interface LevelBar {
  name: string;
  /** Negative to the left of the base line. */
  value: number;
  label: string;
  fill: string;
}

/** Where the bars and their names are, in units of the chart. */
export interface BarChartFrame extends Omit<SvgFrame, 'height'> {
  left: number;
  right: number;
  top: number;
  bottom: number;
  rowHeight: number;
  /** Share of a bar's row that is left free. */
  padding: number;
  /** Where the labels are: behind each bar, or in a column at the right edge. */
  labels: 'behind' | 'column';
}

/** Draws a level bar a row, in order, as an SVG element. */
export function barChartSvg(
  bars: readonly LevelBar[],
  frame: BarChartFrame,
  further: readonly string[] = [],
): string {
  const { width, left, right, top, bottom, rowHeight, padding, labels } = frame;
  const height = top + bottom + rowHeight * bars.length;
  const rows = bandScale(bars.length, [top, height - bottom], padding);
  const values = bars.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = linearScale([low, low === high ? low + 1 : high], [left, width - right]);
  const middle = (index: number) => rows.position(index) + rows.bandwidth / 2;
  return svg({ ...frame, height }, [
    ...group(
      `text-anchor="end" fill="${colours.ink}" class="chart-names"`,
      bars.map(({ name }, index) => text(left - 8, middle(index), '0.32em', name)),
    ),
    ...group(
      'class="chart-bars"',
      bars.map(({ value, fill }, index) =>
        rect({
          ...{ fill, x: Math.min(x(0), x(value)), width: Math.abs(x(value) - x(0)) },
          ...{ y: rows.position(index), height: rows.bandwidth },
        }),
      ),
    ),
    ...group(`stroke="${colours.axis}" class="chart-base"`, [
      uprightLine(x(0), top, height - bottom),
    ]),
    ...group(
      `text-anchor="${labels === 'behind' ? 'start' : 'end'}" fill="${colours.ink}" class="chart-labels"`,
      bars.map(({ value, label }, index) =>
        text(labels === 'behind' ? x(value) + 6 : width - 4, middle(index), '0.32em', label),
      ),
    ),
    ...further,
  ]);
}
