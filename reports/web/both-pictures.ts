import { type Html, html } from '../text/html.ts';

/** Width and height of a picture, in units of the chart. */
export interface PictureSize {
  width: number;
  height: number;
}

/** Sizes of a chart: a whole page wide, half of one, a phone. */
const sizes = {
  whole: { width: 900, height: 230 },
  half: { width: 480, height: 190 },
  phone: { width: 330, height: 180 },
} as const;

/** Draws a chart twice, for wide screens and for phones; the style sheet shows one of them. */
export function bothPictures(size: 'whole' | 'half', draw: (size: PictureSize) => Html): Html {
  return html`<div class="only-wide">${draw(sizes[size])}</div><div class="only-narrow">${draw(sizes.phone)}</div>`;
}
