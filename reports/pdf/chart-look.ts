import { colours } from '../charts/colours.ts';
import type { Look, Mark } from '../charts/look.ts';
import { html, rawHtml } from '../text/html.ts';

/** The look of charts in a PDF: a picture by itself, with the colours of documents and the font of the page. */
export const pdfLook: Look = {
  paint: (mark) => {
    const attributes = marks[mark];
    return attributes === undefined ? undefined : rawHtml(attributes);
  },
  round: (position) => Math.round(position * 100) / 100,
  picture: ({ width, height }, shapes) =>
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Imbill Sans" font-size="10" text-anchor="middle">${shapes}</svg>`,
};

const marks: Partial<Record<Mark, string>> = {
  weekend: `fill="${colours.weekend}"`,
  grid: `stroke="${colours.grid}"`,
  values: `text-anchor="end" fill="${colours.muted}"`,
  ticks: `stroke="${colours.axis}" fill="none"`,
  labels: `fill="${colours.muted}"`,
  base: `stroke="${colours.axis}"`,
  days: '',
  'no-data': `fill="${colours.noData}"`,
  zero: `stroke-width="2.5" stroke="${colours.zero}"`,
  bar: `fill="${colours.bar}"`,
  highest: `fill="${colours.accent}"`,
  included: `stroke-dasharray="5 3" stroke="${colours.ink}"`,
  // A stroke around letters would cover the letters before them.
  halo: `fill="${colours.paper}"`,
  peak: `font-weight="700" fill="${colours.accent}"`,
};
