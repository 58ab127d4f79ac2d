import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { compareDecimals, formatDecimal } from './decimal-text.ts';
import { colours } from './styles.ts';

/** Whose difference a bar shows, and what it is: decimal text. */
export interface DifferenceBar {
  id: string;
  name: string;
  difference: string;
}

/** Bars that a chart shows at most. */
export const mostBars = 20;

const { document } = parseHTML('<!doctype html><html><body></body></html>');
const size = { width: 776, marginLeft: 190, marginRight: 120, marginTop: 4, marginBottom: 4 };
const rowHeight = 22;

/** The bars to show: those of the largest differences, largest first; without those of 0. */
export function largestDifferences(bars: readonly DifferenceBar[]): DifferenceBar[] {
  const sized = (text: string) => text.replace('-', '');
  return bars
    .filter(({ difference }) => compareDecimals(difference, '0') !== 0)
    .toSorted((a, b) => compareDecimals(sized(b.difference), sized(a.difference)))
    .slice(0, mostBars);
}

/** A horizontal bar each, below zero to the left, as an SVG element; amounts stand at the right. */
export function differenceChartSvg(bars: readonly DifferenceBar[]): string {
  const names = new Map(bars.map(({ id, name }) => [id, shortened(name)]));
  const values = bars.map(({ difference }) => Number(difference));
  const domain = [Math.min(0, ...values), Math.max(0, ...values)];
  const svg = Plot.plot({
    document,
    ...size,
    height: size.marginTop + size.marginBottom + rowHeight * bars.length,
    style: { fontFamily: 'inherit', fontSize: '10.5px', overflow: 'visible' },
    x: { domain, axis: null },
    y: { type: 'band', domain: bars.map(({ id }) => id), padding: 0.25, label: null },
    marks: [
      Plot.axisY({
        ...{ fill: colours.ink, label: null, tickSize: 0, tickPadding: 8 },
        tickFormat: (id: string) => names.get(id) ?? id,
      }),
      Plot.barX(bars, {
        ...{ y: 'id', x: (bar: DifferenceBar) => Number(bar.difference) },
        fill: (bar: DifferenceBar) => (Number(bar.difference) < 0 ? colours.bar : colours.accent),
      }),
      Plot.ruleX([0], { stroke: colours.axis }),
      Plot.text(bars, {
        ...{ y: 'id', frameAnchor: 'right', textAnchor: 'end', dx: size.marginRight - 4 },
        text: (bar: DifferenceBar) => signed(bar.difference),
        fill: colours.ink,
      }),
    ],
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  return svg.outerHTML;
}

/** What fits beside the bars: a Chinese character is as wide as two letters. */
function shortened(name: string): string {
  let room = 30;
  const kept = [...name].filter((character) => {
    room -= (character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    return room >= 0;
  });
  return room >= 0 ? name : `${kept.join('')}…`;
}

function signed(amount: string): string {
  return `${compareDecimals(amount, '0') > 0 ? '+' : ''}${formatDecimal(amount)}`;
}
