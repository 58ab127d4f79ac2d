/** Sized for half a page's width and a whole phone's: there, a unit is about a pixel. */
export const chartSize = {
  width: 372,
  height: 176,
  marginRight: 6,
  marginTop: 22,
  marginBottom: 22,
  fontSize: 10.5,
  /** Share of a day's room that is left free beside its bar. */
  dayGap: 0.22,
} as const;

/** Width of a chart's label, estimated on the wide side: a digit is 0.55 to 0.6 em in most fonts. */
export function textWidth(label: string): number {
  return label.length * chartSize.fontSize * 0.6;
}

/**
 * How far a label that is centred on a day's bar must move to stay on the chart.
 *
 * @param index Of the day, from 0.
 * @param days Days of the chart.
 * @param marginLeft Where the days begin; the label may reach from there to the chart's right edge.
 * @returns Units to the right; negative to the left. One decimal.
 */
export function labelShift(label: string, index: number, days: number, marginLeft: number): number {
  const { dayGap, marginRight, width } = chartSize;
  const room = (width - marginLeft - marginRight) / (days + dayGap);
  const centre = marginLeft + room * (index + (1 + dayGap) / 2);
  const half = textWidth(label) / 2 + 2;
  const right = Math.max(0, marginLeft - (centre - half));
  const left = Math.max(0, centre + right + half - width);
  return Math.round((right - left) * 10) / 10;
}
