import type { BilingualText } from '../../src/invoice/document.ts';
import { metricCatalogue } from '../../src/metrics/catalogue.ts';
import { type Html, type HtmlValue, html } from './html.ts';

/** Shows a label in both languages, Chinese first: `发票 Invoice`. */
export function label(zh: string, en: string): Html {
  return html`<span class="zh" lang="zh-Hans">${zh}</span> <span class="en" lang="en">${en}</span>`;
}

/** Shows a document's text in both languages; once if both are the same or one is empty. */
export function bothLanguages({ zh, en }: BilingualText): Html {
  if (zh === '' || zh === en) return html`<span class="en" lang="en">${en}</span>`;
  if (en === '') return html`<span class="zh" lang="zh-Hans">${zh}</span>`;
  return label(zh, en);
}

/** Shows a name or id that others chose, with a writing direction of its own. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** Shows a unit as people say it; a unit of a price book's own has one name. */
export function unitLabel(unit: string, say: (zh: string, en: string) => HtmlValue = label): Html {
  const zh = chineseUnit(unit);
  return html`<span class="unit">${zh === undefined ? unit : say(zh, unit)}</span>`;
}

/** Translates a unit into Chinese; undefined for one without a Chinese text on charts. */
export function chineseUnit(unit: string): string | undefined {
  const metrics = [...metricCatalogue().values()];
  return metrics.find((metric) => metric.unit.unit === unit && metric.unit.zhLabel)?.unit.zhLabel;
}
