import { compareDecimals } from '../../src/money/decimal.ts';
import { formatSigned } from '../../src/money/format-decimal.ts';
import type { Html } from '../text/html.ts';
import { colours } from './colours.ts';
import { levelBars } from './level-bars.ts';

/** A customer and the difference of its amounts, as decimal text. */
export interface DifferenceBar {
  id: string;
  name: string;
  difference: string;
}

/** Most bars of a chart. */
export const mostBars = 20;

/** Selects the largest differences, largest first; none of 0. */
export function largestDifferences(bars: readonly DifferenceBar[]): DifferenceBar[] {
  const sized = (text: string) => text.replace('-', '');
  return bars
    .filter(({ difference }) => compareDecimals(difference, '0') !== 0)
    .toSorted((a, b) => compareDecimals(sized(b.difference), sized(a.difference)))
    .slice(0, mostBars);
}

/** Draws a level bar each, below zero to the left; the amounts are at the right. */
export function differenceChart(bars: readonly DifferenceBar[]): Html {
  const drawn = bars.map(({ name, difference }) => ({
    name: shorten(name),
    value: Number(difference),
    label: formatSigned(difference),
    fill: difference.startsWith('-') ? colours.bar : colours.accent,
  }));
  return levelBars(drawn, {
    width: 776,
    left: 190,
    right: 120,
    top: 4,
    bottom: 4,
    rowHeight: 22,
    padding: 0.25,
    fontSize: 10.5,
    labels: 'column',
  });
}

/** Cuts a name to what fits beside the bars: a Chinese character is as wide as two letters. */
function shorten(name: string): string {
  let room = 30;
  const fitting = [...name].filter((character) => {
    room -= (character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    return room >= 0;
  });
  return room >= 0 ? name : `${fitting.join('')}…`;
}
