import { type Html, html } from '../text/html.ts';
import { pageLook } from './look.ts';
import { baseLine, labelShift, type Plot, plotOf, valueLines } from './plot.ts';
import { bandScale, valueAxis } from './scale.ts';
import { group, rect, text, textWidth } from './svg.ts';

/** A value for each label, in the order of the labels. */
export interface ValuesChart {
  /** Description for people who cannot see the chart. */
  name: string;
  size: { width: number; height: number };
  kind: 'bar' | 'line';
  /** Decimal text; null leaves a gap. */
  values: readonly { label: string; value: string | null }[];
}

/** Widest bar. */
const widest = 42;

/** Draws values as bars or as a line. */
export function valuesChart({ name, size, kind, values }: ValuesChart): Html {
  const numbers = values.map(({ value }) => (value === null ? undefined : Number(value)));
  const known = numbers.filter((number) => number !== undefined);
  const plot = plotOf(valueAxis(known, known.every(Number.isInteger)), size, pageLook);
  const bands = bandScale(values.length, [plot.left, plot.right], 0.22);
  const middle = (index: number) => pageLook.round(bands.position(index) + bands.bandwidth / 2);
  const place = { plot, middle, width: Math.min(bands.bandwidth, widest) };
  return pageLook.picture({ ...size, name }, [
    ...valueLines(plot, pageLook),
    ...(kind === 'bar' ? bars(values, numbers, place) : [line(numbers, place)]),
    baseLine(plot, pageLook),
    labels(values, place),
  ]);
}

interface Place {
  plot: Plot;
  /** Returns the middle of a value's room. */
  middle(index: number): number;
  /** Width of a bar. */
  width: number;
}

function bars(
  values: ValuesChart['values'],
  numbers: readonly (number | undefined)[],
  { plot, middle, width }: Place,
): Html[] {
  return values.flatMap(({ label, value }, index) => {
    const number = numbers[index];
    if (number === undefined) return [];
    const [upper, lower] = [plot.y(Math.max(number, 0)), plot.y(Math.min(number, 0))];
    return [
      rect({
        paint: pageLook.paint('bar'),
        x: pageLook.round(middle(index) - width / 2),
        y: upper,
        width: pageLook.round(width),
        height: pageLook.round(lower - upper),
        tooltip: `${label}: ${value}`,
      }),
    ];
  });
}

/** Draws one path. A gap ends a stroke, and the next value begins another. */
function line(numbers: readonly (number | undefined)[], { plot, middle }: Place): Html {
  const steps = numbers.map((number, index) => {
    if (number === undefined) return '';
    const isAfterGap = index === 0 || numbers[index - 1] === undefined;
    return `${isAfterGap ? 'M' : 'L'}${middle(index)} ${plot.y(number)}`;
  });
  return html`<path ${pageLook.paint('line')} d="${steps.join('')}"/>`;
}

/** Writes the last label, and as many before it as there is room for. */
function labels(values: ValuesChart['values'], { plot, middle }: Place): Html | false {
  const shown = values.map(({ label }) => shorten(label));
  const room = Math.max(...shown.map(textWidth)) + 12;
  const every = Math.ceil((values.length * room) / (plot.right - plot.left));
  return group(
    html`transform="translate(0,9)" ${pageLook.paint('labels')}`,
    shown.flatMap((label, index) => {
      if ((values.length - 1 - index) % every !== 0) return [];
      const x = pageLook.round(middle(index) + labelShift(label, middle(index), plot));
      return [text(x, plot.bottom, '0.71em', label)];
    }),
  );
}

/** Shortens a label to about a sixth of the chart. */
function shorten(label: string): string {
  const characters = [...label];
  return characters.length <= 20 ? label : `${characters.slice(0, 19).join('')}…`;
}
