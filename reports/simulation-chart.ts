import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Compared } from '../src/invoice/simulation.ts';
import { valueAxis } from './chart-scale.ts';
import { textWidth } from './chart-size.ts';
import { formatDecimal } from './decimal-text.ts';
import { colours } from './styles.ts';

/** One group of bars: what it is of, and its amounts. */
export interface ComparedBars extends Compared {
  name: string;
}

const { document } = parseHTML('<!doctype html><html><body></body></html>');
const width = 776;
const fontSize = 10.5;

/**
 * Issued and simulated amounts side by side, a pair a month, as an SVG element. Names are labels of an
 * ordinal axis; amounts below zero hang below the base line.
 */
export function comparisonChartSvg(bars: readonly ComparedBars[]): string {
  const axis = signedAxis(bars.flatMap(({ issued, simulated }) => [issued, simulated]));
  const sides = bars.flatMap(({ name, issued, simulated }) => [
    { name, side: 'issued', amount: issued },
    { name, side: 'simulated', amount: simulated },
  ]);
  const labels = new Map(axis.ticks.map(({ value, label }) => [value, label]));
  const svg = Plot.plot({
    document,
    ...{ width, height: 220, marginTop: 10, marginBottom: 26, marginRight: 4 },
    marginLeft: 14 + Math.max(...axis.ticks.map(({ label }) => textWidth(label))),
    style: { fontFamily: 'inherit', fontSize: `${fontSize}px`, overflow: 'visible' },
    fx: { domain: bars.map(({ name }) => name), padding: 0.25, label: null, axis: null },
    x: { type: 'band', domain: ['issued', 'simulated'], axis: null, padding: 0.08 },
    y: { domain: [axis.bottom, axis.top], label: null },
    marks: [
      Plot.ruleY([...labels.keys()], { stroke: colours.grid }),
      Plot.axisY([...labels.keys()], {
        ...{ fill: colours.muted, label: null, tickSize: 0, tickPadding: 6 },
        tickFormat: (tick: number) => labels.get(tick) ?? '',
      }),
      Plot.barY(sides, {
        ...{ fx: 'name', x: 'side', y: (side: { amount: string }) => Number(side.amount) },
        fill: ({ side }: { side: string }) => (side === 'issued' ? colours.bar : colours.accent),
        title: ({ name, side, amount }: { name: string; side: string; amount: string }) =>
          `${name}, ${side}: ${formatDecimal(amount)}`,
      }),
      Plot.ruleY([0], { stroke: colours.axis }),
      Plot.text(
        labelled(bars.map(({ name }) => name)).map((name) => ({ name })),
        {
          ...{ fx: 'name', text: 'name', frameAnchor: 'bottom', lineAnchor: 'top', dy: 8 },
          fill: colours.muted,
        },
      ),
    ],
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  return svg.outerHTML;
}

/** As many of the names as there is room for, evenly. */
function labelled(names: readonly string[]): string[] {
  const room = (width - 80) / Math.max(1, names.length);
  const every = Math.ceil((textWidth('2026-00') + 8) / room);
  return names.filter((_, index) => index % every === 0);
}

/** An axis over amounts of both signs, with ticks of one step. */
function signedAxis(amounts: readonly string[]) {
  const values = amounts.map(Number);
  const [highest, lowest] = [Math.max(0, ...values), Math.max(0, ...values.map((one) => -one))];
  const up = valueAxis(highest, false);
  const down = valueAxis(lowest, false);
  const below = lowest === 0 ? [] : down.ticks.filter(({ value }) => value > 0);
  const negative = below.map(({ value, label }) => ({ value: -value, label: `−${label}` }));
  return {
    top: highest === 0 && lowest > 0 ? 0 : up.top,
    bottom: lowest === 0 ? 0 : -down.top,
    ticks: [...negative.toReversed(), ...(highest === 0 ? up.ticks.slice(0, 1) : up.ticks)],
  };
}
