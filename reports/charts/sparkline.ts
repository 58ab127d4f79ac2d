import { type Html, html } from '../text/html.ts';
import { pageLook } from './look.ts';

/** Draws the history of a table's row as a single path: a table may have hundreds of rows. */
export function sparkline(values: readonly (number | undefined)[]): Html {
  const { round } = pageLook;
  const [width, height] = [120, 22];
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  const room = width / values.length;
  const strokes = values.map((value, index) => {
    if (value === undefined || value <= 0 || highest === 0) return '';
    const x = round(room * (index + 0.5));
    return `M${x} ${height}V${round(height - Math.max((value / highest) * height, 1))}`;
  });
  return html`<svg class="sparkline" viewBox="0 0 ${width} ${height}" aria-hidden="true" stroke-width="${round(Math.min(room * 0.7, 6))}"><path d="${strokes.join('')}"/></svg>`;
}
