import { bandScale, linearScale } from '../chart-positions.ts';
import { type ValueAxis, valueAxis } from './scale.ts';
import { chartSize, labelShift, textWidth } from './plot.ts';
import { formatDecimal, isDecimalText } from '../decimal-text.ts';
import { colours } from '../styles.ts';
import { escaped, group, levelLine, text } from './svg.ts';

/** What a chart of one month's daily values shows. */
export interface DailyChart {
  /** One entry a day, ascending; decimal text, or null without data. */
  days: readonly { date: string; quantity: string | null }[];
  /** The day to be marked, and the label above it; absent = none is marked. */
  highest?: { date: string; label: string };
  /** Where the dashed reference line is; decimal text; absent = none. */
  reference?: string;
}

/**
 * A bar a day as an SVG element (text without styles of its own: it takes the page's font).
 *
 * Billing days are labels of an ordinal axis and never instants, so no time zone can move them.
 * A day without data is a full-height stripe, a zero a stroke on the base line, and anything more
 * than zero can be seen. Documents that were issued are compared with these bytes.
 */
export function dailyChartSvg(chart: DailyChart): string {
  const frame = frameOf(chart);
  const { width, height, fontSize } = chartSize;
  return [
    `<svg style="font-family:inherit;font-size:${fontSize}px;overflow:visible" viewBox="0 0 ${width} ${height}" height="${height}" width="${width}" text-anchor="middle" font-size="10" font-family="system-ui, sans-serif" fill="currentColor" class="plot-d6a7b5">`,
    ...axisParts(frame),
    ...dayParts(frame, chart.highest?.date),
    ...referencePart(frame),
    ...highestPart(frame, chart.highest),
    '</svg>',
  ].join('');
}

interface Bar {
  date: string;
  value: number | null;
  /** Shown while the pointer rests on the bar. */
  title: string;
  /** Left edge. */
  x: number;
}

/** Where everything is. */
interface Frame {
  bars: Bar[];
  /** Width of a bar. */
  barWidth: number;
  axis: ValueAxis;
  reference: number | undefined;
  left: number;
  right: number;
  bottom: number;
  /** Vertical position of a value. */
  y: (value: number) => number;
}

function frameOf(chart: DailyChart): Frame {
  const values = chart.days.map(({ quantity }) =>
    quantity !== null && isDecimalText(quantity) ? Number(quantity) : null,
  );
  const known = values.filter((value) => value !== null);
  const reference = chart.reference === undefined ? undefined : Number(chart.reference);
  const axis = valueAxis(Math.max(0, ...known, reference ?? 0), known.every(Number.isInteger));
  const { width, height, marginRight, marginTop, marginBottom, dayGap } = chartSize;
  const left = 14 + Math.max(...axis.ticks.map((tick) => textWidth(tick.label)));
  const [right, bottom] = [width - marginRight, height - marginBottom];
  const days = bandScale(chart.days.length, [left, right], dayGap);
  return {
    bars: chart.days.map(({ date, quantity }, index) => ({
      ...{ date, value: values[index] ?? null, x: days.position(index) },
      title: `${date}: ${quantity === null ? '–' : formatDecimal(quantity)}`,
    })),
    ...{ barWidth: days.bandwidth, axis, reference, left, right, bottom },
    y: linearScale([0, axis.top], [bottom, marginTop]),
  };
}

function axisParts({ axis, bars, barWidth, bottom, ...frame }: Frame): string[] {
  const labelled = bars.filter(({ date }) => isLabelledDay(date));
  const ticks = axis.ticks.map(({ value, label }) => ({ y: frame.y(value), label }));
  const look = `fill="${colours.muted}"`;
  const centre = barWidth / 2;
  return [
    ...group(`stroke="${colours.grid}" class="chart-grid" aria-label="rule"`, [
      ...ticks.map(({ y }) => levelLine(y, frame.left, frame.right)),
    ]),
    ...group(
      `transform="translate(-6,0)" font-variant="tabular-nums" text-anchor="end" ${look} class="chart-values" aria-label="y-axis tick label"`,
      ticks.map(({ y, label }) => text(frame.left, y, '0.32em', label)),
    ),
    ...group(
      `transform="translate(${centre},0)" stroke="${colours.axis}" fill="none" class="chart-days" aria-hidden="true" aria-label="x-axis tick"`,
      labelled.map(({ x }) => `<path d="M0,0L0,3" transform="translate(${x},${bottom})" />`),
    ),
    ...group(
      `transform="translate(${centre},9)" ${look} class="chart-days" aria-label="x-axis tick label"`,
      labelled.map(({ x, date }) => text(x, bottom, '0.71em', date.slice(8).replace(/^0/, ''))),
    ),
  ];
}

function dayParts(frame: Frame, highestDate: string | undefined): string[] {
  const { bars, barWidth, axis, left, right, bottom, y } = frame;
  const rect = ({ x, title }: Bar, value: number, fill: string) =>
    `<rect ${fill}height="${Math.abs(y(value) - bottom)}" y="${y(value)}" width="${barWidth}" x="${x}"><title>${escaped(title)}</title></rect>`;
  const missing = bars.filter(({ value }) => value === null);
  const above = bars.filter(({ value }) => value !== null && value > 0);
  const zeros = bars.filter(({ value }) => value === 0);
  return [
    ...group(
      `fill="${colours.noData}" class="chart-no-data" aria-label="bar"`,
      missing.map((bar) => rect(bar, axis.top, '')),
    ),
    ...group(
      'class="chart-day" aria-label="bar"',
      above.map((bar) => {
        const colour = bar.date === highestDate ? colours.accent : colours.bar;
        return rect(bar, Math.max(bar.value ?? 0, axis.top * leastShare), `fill="${colour}" `);
      }),
    ),
    ...group(`stroke="${colours.axis}" class="chart-base" aria-label="rule"`, [
      levelLine(y(0), left, right),
    ]),
    ...group(
      `stroke-width="2.5" stroke="${colours.zero}" class="chart-zero" aria-label="tick"`,
      zeros.map(({ x, title }) =>
        levelLine(y(0), x, x + barWidth, `<title>${escaped(title)}</title>`),
      ),
    ),
  ];
}

/** Share of the axis that the smallest bar has: about a unit of height. */
const leastShare = 0.01;

function referencePart({ reference, left, right, y }: Frame): string[] {
  return group(
    `stroke-dasharray="5 3" stroke="${colours.ink}" class="chart-included" aria-label="rule"`,
    reference === undefined ? [] : [levelLine(y(reference), left, right)],
  );
}

function highestPart({ bars, barWidth, left, y }: Frame, highest: DailyChart['highest']): string[] {
  const index = bars.findIndex(({ date }) => date === highest?.date);
  const { x, value } = bars[index] ?? { x: 0, value: null };
  if (highest === undefined || value === null) return [];
  const shift = labelShift(highest.label, index, bars.length, left);
  return group(
    `transform="translate(${shift + barWidth / 2},-9)" font-weight="600" paint-order="stroke" stroke-linejoin="round" stroke-width="4" stroke="${colours.paper}" fill="${colours.accent}" class="chart-highest" aria-label="text"`,
    highest.label === '' ? [] : [text(x, y(value), '0.32em', highest.label)],
  );
}

function isLabelledDay(date: string): boolean {
  const day = Number(date.slice(8));
  return day === 1 || day % 5 === 0;
}
