import type { BilingualText } from '../src/invoice/document.ts';
import { metricCatalogue } from '../src/metrics/catalogue.ts';
import { type Html, html } from './html.ts';

/** A label in both languages, Chinese first: `发票 Invoice`. */
export function label(zh: string, en: string): Html {
  return html`<span class="zh" lang="zh-Hans">${zh}</span> <span class="en" lang="en">${en}</span>`;
}

/** A document's own text in both languages; once where both are the same or one is empty. */
export function bothLanguages({ zh, en }: BilingualText): Html {
  if (zh === '' || zh === en) return html`<span class="en" lang="en">${en}</span>`;
  if (en === '') return html`<span class="zh" lang="zh-Hans">${zh}</span>`;
  return label(zh, en);
}

/** A name or id that others chose: kept apart, so that its writing direction stays its own. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A unit as people say it; a unit of a book's own is shown as it is. */
export function unitLabel(unit: string): Html {
  const zh = chineseUnit(unit);
  return zh === undefined
    ? html`<span class="unit">${unit}</span>`
    : html`<span class="unit">${label(zh, unit)}</span>`;
}

/** Translates a unit into Chinese; undefined for one without a Chinese text on charts. */
export function chineseUnit(unit: string): string | undefined {
  const metrics = [...metricCatalogue().values()];
  return metrics.find((metric) => metric.unit.unit === unit && metric.unit.zhLabel)?.unit.zhLabel;
}
