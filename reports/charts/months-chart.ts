import type { Compared } from '../../src/invoice/simulation.ts';
import { bandScale, linearScale } from '../chart-positions.ts';
import { valueAxis } from './scale.ts';
import { textWidth } from './plot.ts';
import { formatDecimal } from '../decimal-text.ts';
import { colours } from '../styles.ts';
import { group, levelLine, rect, svg, text } from './svg.ts';

/** One group of bars: what it is of, and its amounts. */
export interface ComparedBars extends Compared {
  name: string;
}

const [width, height, top, bottom, right] = [776, 220, 10, 194, 772];
const sides = ['issued', 'simulated'] as const;

/**
 * Draws issued and simulated amounts side by side, a pair a month, as an SVG element. Names are labels of
 * an ordinal axis; amounts below zero hang below the base line.
 */
export function comparisonChartSvg(bars: readonly ComparedBars[]): string {
  const axis = signedAxis(bars.flatMap(({ issued, simulated }) => [issued, simulated]));
  const left = 14 + Math.max(...axis.ticks.map(({ label }) => textWidth(label)));
  const y = linearScale([axis.bottom, axis.top], [bottom, top]);
  const groups = bandScale(bars.length, [left, right], 0.25);
  const pair = bandScale(sides.length, [0, groups.bandwidth], 0.08);
  const every = labelStep(bars.length);
  const pairs = bars.flatMap((bar, index) =>
    group(`transform="translate(${groups.position(index)},0)"`, [
      ...sides.map((side, at) =>
        rect({
          ...{ x: pair.position(at), width: pair.bandwidth, title: titleOf(bar, side) },
          ...{ y: Math.min(y(0), y(Number(bar[side]))) },
          ...{ height: Math.abs(y(Number(bar[side])) - y(0)) },
          ...{ fill: side === 'issued' ? colours.bar : colours.accent },
        }),
      ),
      ...(index % every === 0 ? [monthLabel(bar.name, groups.bandwidth / 2)] : []),
    ]),
  );
  return svg({ width, height, fontFamily: 'inherit', fontSize: 10.5 }, [
    ...group(
      `stroke="${colours.grid}"`,
      axis.ticks.map(({ value }) => levelLine(y(value), left, right)),
    ),
    ...group(
      `text-anchor="end" fill="${colours.muted}" font-variant="tabular-nums"`,
      axis.ticks.map(({ value, label }) => text(left - 6, y(value), '0.32em', label)),
    ),
    ...pairs,
    ...group(`stroke="${colours.axis}"`, [levelLine(y(0), left, right)]),
  ]);
}

function titleOf(bar: ComparedBars, side: (typeof sides)[number]): string {
  return `${bar.name}, ${side}: ${formatDecimal(bar[side])}`;
}

function monthLabel(name: string, x: number): string {
  const look = `text-anchor="middle" fill="${colours.muted}"`;
  return group(look, [text(x, bottom + 8, '0.71em', name)]).join('');
}

/** Counts the months from one label to the next, so that all labels have room. */
function labelStep(months: number): number {
  const room = (width - 80) / Math.max(1, months);
  return Math.ceil((textWidth('2026-00') + 8) / room);
}

/** Makes an axis over amounts of both signs, with ticks of one step. */
function signedAxis(amounts: readonly string[]) {
  const values = amounts.map(Number);
  const [highest, lowest] = [Math.max(0, ...values), Math.max(0, ...values.map((one) => -one))];
  const { ticks } = valueAxis(Math.max(highest, lowest), false);
  const upTo = (end: number) => ticks.filter((_, index) => (ticks[index - 1]?.value ?? -1) < end);
  const up = upTo(highest);
  const down = upTo(lowest)
    .filter(({ value }) => value > 0)
    .map(({ value, label }) => ({ value: -value, label: `−${label}` }));
  const all = [...down.toReversed(), ...(up.length === 0 ? ticks.slice(0, 1) : up)];
  const [bottom, top] = [all[0]!.value, all.at(-1)!.value];
  return { bottom, top: top === bottom ? bottom + 1 : top, ticks: all };
}
