import { type Html, html, rawHtml } from '../text/html.ts';
import { colours } from './colours.ts';
import { fontSize } from './svg.ts';

/** A kind of shape in a chart. */
export type Mark =
  | 'grid'
  | 'values'
  | 'ticks'
  | 'labels'
  | 'base'
  | 'days'
  | 'no-data'
  | 'zero'
  | 'bar'
  | 'highest'
  | 'above'
  | 'included'
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

/** The look of documents. Issued documents are compared with these bytes. */
export const documentLook: Look = {
  paint: (mark) => {
    const attributes = documentMarks[mark];
    return attributes === undefined ? undefined : rawHtml(attributes);
  },
  round: (position) => position,
  picture: ({ name, width, height }, shapes) =>
    html`<div class="chart" role="img" aria-label="${name}"><svg style="font-family:inherit;font-size:${fontSize}px;overflow:visible" viewBox="0 0 ${width} ${height}" height="${height}" width="${width}" text-anchor="middle" font-size="10" font-family="system-ui, sans-serif" fill="currentColor" class="plot-d6a7b5">${shapes}</svg></div>`,
};

const documentMarks: Partial<Record<Mark, string>> = {
  grid: `stroke="${colours.grid}" class="chart-grid" aria-label="rule"`,
  values: `font-variant="tabular-nums" text-anchor="end" fill="${colours.muted}" class="chart-values" aria-label="y-axis tick label"`,
  ticks: `stroke="${colours.axis}" fill="none" class="chart-days" aria-hidden="true" aria-label="x-axis tick"`,
  labels: `fill="${colours.muted}" class="chart-days" aria-label="x-axis tick label"`,
  base: `stroke="${colours.axis}" class="chart-base" aria-label="rule"`,
  days: 'class="chart-day" aria-label="bar"',
  'no-data': `fill="${colours.noData}" class="chart-no-data" aria-label="bar"`,
  zero: `stroke-width="2.5" stroke="${colours.zero}" class="chart-zero" aria-label="tick"`,
  bar: `fill="${colours.bar}"`,
  highest: `fill="${colours.accent}"`,
  included: `stroke-dasharray="5 3" stroke="${colours.ink}" class="chart-included" aria-label="rule"`,
  peak: `font-weight="600" paint-order="stroke" stroke-linejoin="round" stroke-width="4" stroke="${colours.paper}" fill="${colours.accent}" class="chart-highest" aria-label="text"`,
  first: `fill="${colours.bar}"`,
  second: `fill="${colours.accent}"`,
};

/** The look of pages: classes that `static/charts.css` colours, also for dark pages and paper. */
export const pageLook: Look = {
  paint: (mark) => html`class="c-${mark}"`,
  round: (position) => Math.round(position * 10) / 10,
  picture: ({ name, width, height }, shapes) =>
    html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}">${shapes}</svg>`,
};
