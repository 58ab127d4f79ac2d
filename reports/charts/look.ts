import { type Html, html, rawHtml } from '../text/html.ts';
import { colours } from './colours.ts';
import { fontSize } from './svg.ts';

/** A kind of shape in a chart. */
export type Mark =
  | 'weekend'
  | 'grid'
  | 'values'
  | 'ticks'
  | 'labels'
  | 'base'
  | 'days'
  | 'no-data'
  | 'zero'
  | 'bar'
  | 'line'
  | 'highest'
  | 'above'
  | 'included'
  | 'halo'
  | 'peak'
  | 'first'
  | 'second'
  | 'open'
  | 'hatch';

/** The look of a chart: a document holds its colours, a page has them in its style sheet. */
export interface Look {
  /** Builds the attributes of a mark; undefined if this look does not draw it. */
  paint(mark: Mark): Html | undefined;
  /** Rounds a position. */
  round(position: number): number;
  /** Builds the picture; `name` tells people who cannot see it what it shows. */
  picture(size: { name: string; width: number; height: number }, shapes: (Html | false)[]): Html;
}

/** The look of documents: no style sheet, as a document may be opened by anything. */
export const documentLook: Look = {
  paint: (mark) => {
    const attributes = documentMarks[mark];
    return attributes === undefined ? undefined : rawHtml(attributes);
  },
  round: (position) => Math.round(position * 100) / 100,
  picture: ({ name, width, height }, shapes) =>
    html`<div class="chart" role="img" aria-label="${name}"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${fontSize}" text-anchor="middle" fill="currentColor" overflow="visible">${shapes}</svg></div>`,
};

const documentMarks: Partial<Record<Mark, string>> = {
  weekend: `fill="${colours.weekend}" class="chart-weekend"`,
  grid: `stroke="${colours.grid}" class="chart-grid"`,
  values: `font-variant="tabular-nums" text-anchor="end" fill="${colours.muted}" class="chart-values"`,
  ticks: `stroke="${colours.axis}" fill="none"`,
  labels: `fill="${colours.muted}" class="chart-days"`,
  base: `stroke="${colours.axis}" class="chart-base"`,
  days: 'class="chart-day"',
  'no-data': `fill="${colours.noData}" class="chart-no-data"`,
  zero: `stroke-width="2.5" stroke="${colours.zero}" class="chart-zero"`,
  bar: `fill="${colours.bar}"`,
  highest: `fill="${colours.accent}"`,
  included: `stroke-dasharray="5 3" stroke="${colours.ink}" class="chart-included"`,
  peak: `font-weight="600" paint-order="stroke" stroke-linejoin="round" stroke-width="4" stroke="${colours.paper}" fill="${colours.accent}" class="chart-highest"`,
  first: `fill="${colours.bar}"`,
  second: `fill="${colours.accent}"`,
};

/** The look of pages: classes that `static/charts.css` colours, also for dark pages and paper. */
export const pageLook: Look = {
  paint: (mark) => (mark === 'halo' ? undefined : html`class="c-${mark}"`),
  round: (position) => Math.round(position * 10) / 10,
  picture: ({ name, width, height }, shapes) =>
    html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${shapes}</svg>`,
};
