import type { BilingualText, PackDays, PlanDays, UsageSeries } from '../src/invoice/document.ts';
import { documentLook, type Look } from './charts/look.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, type HtmlValue, html } from './text/html.ts';

/** A run of days in which a plan or pack has one state. */
export type ServiceRun = PlanDays | PackDays;

/** The style of figures: a document may be in both languages, a page is in one. */
export interface FigureStyle {
  look: Look;
  say(zh: string, en: string): HtmlValue;
  /** Returns a text without markup. */
  plain(text: BilingualText): string;
  /** Draws runs of days beside each other, each as long as its days. */
  strip(runs: readonly { state: string; days: number; tooltip: string }[]): Html;
  /** Builds what follows a chart's key, such as the values as a table. */
  afterKey?(series: UsageSeries): Html;
}

/** Returns the style of documents with these words. */
export function documentStyle(words: Words): FigureStyle {
  return {
    look: documentLook,
    say: (zh, en) => words.text({ zh, en }),
    plain: words.plain,
    strip: (runs) =>
      html`<div class="service-bar">${runs.map(({ state, days, tooltip }) => html`<i class="${state}" style="flex-grow: ${days}" title="${tooltip}"></i>`)}</div>`,
  };
}
