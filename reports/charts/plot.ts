import { type Html, html } from '../text/html.ts';
import type { Look } from './look.ts';
import { linearScale, type ValueAxis } from './scale.ts';
import { group, levelLine, text, textWidth } from './svg.ts';

/** The area between the axes of a chart, in units of the chart. */
export interface Plot {
  width: number;
  height: number;
  left: number;
  right: number;
  bottom: number;
  axis: ValueAxis;
  /** Returns the vertical position of a value. */
  y: (value: number) => number;
}

/** Makes room for the labels of the axis at the left, a label above, and days or months below. */
export function plotOf(
  axis: ValueAxis,
  { width, height }: { width: number; height: number },
  { round }: Look,
): Plot {
  const left = 14 + Math.max(...axis.ticks.map(({ label }) => textWidth(label)));
  const [right, bottom] = [width - 6, height - 22];
  const y = linearScale([axis.bottom, axis.top], [bottom, 22]);
  return { width, height, axis, right, bottom, left: round(left), y: (v) => round(y(v)) };
}

/** Draws the lines and labels of the value axis. */
export function valueLines({ axis, left, right, y }: Plot, { paint }: Look): (Html | false)[] {
  return [
    group(
      paint('grid'),
      axis.ticks.map(({ value }) => levelLine(y(value), left, right)),
    ),
    group(
      html`transform="translate(-6,0)" ${paint('values')}`,
      axis.ticks.map(({ value, label }) => text(left, y(value), '0.32em', label)),
    ),
  ];
}

/** Draws the line from which bars begin. */
export function baseLine({ left, right, y }: Plot, { paint }: Look): Html | false {
  return group(paint('base'), [levelLine(y(0), left, right)]);
}

/**
 * Calculates how far a label must move to stay between the axis and the right edge.
 *
 * @returns Units to the right, negative to the left. One decimal.
 */
export function labelShift(label: string, centre: number, { left, width }: Plot): number {
  const half = textWidth(label) / 2 + 2;
  const toRight = Math.max(0, left - (centre - half));
  const toLeft = Math.max(0, centre + toRight + half - width);
  return Math.round((toRight - toLeft) * 10) / 10;
}
