import { type BarChartFrame, barChartSvg } from './level-bars.ts';
import { compareDecimals, formatDecimal } from '../decimal-text.ts';
import { colours } from '../styles.ts';

/** Whose difference a bar shows, and what it is: decimal text. */
export interface DifferenceBar {
  id: string;
  name: string;
  difference: string;
}

/** Bars that a chart shows at most. */
export const mostBars = 20;

const frame: BarChartFrame = {
  ...{ width: 776, left: 190, right: 120, top: 4, bottom: 4, rowHeight: 22, padding: 0.25 },
  ...{ fontFamily: 'inherit', fontSize: 10.5, labels: 'column' },
};

/** The bars to show: those of the largest differences, largest first; without those of 0. */
export function largestDifferences(bars: readonly DifferenceBar[]): DifferenceBar[] {
  const sized = (text: string) => text.replace('-', '');
  return bars
    .filter(({ difference }) => compareDecimals(difference, '0') !== 0)
    .toSorted((a, b) => compareDecimals(sized(b.difference), sized(a.difference)))
    .slice(0, mostBars);
}

/** Draws a level bar each, below zero to the left, as an SVG element; amounts stand at the right. */
export function differenceChartSvg(bars: readonly DifferenceBar[]): string {
  const drawn = bars.map(({ name, difference }) => {
    const value = Number(difference);
    return {
      ...{ name: shortened(name), value, label: signed(difference) },
      fill: value < 0 ? colours.bar : colours.accent,
    };
  });
  return barChartSvg(drawn, frame);
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
