import type { BilingualText, PackDays, PlanDays, UsageSeries } from '../src/invoice/document.ts';
import { documentLook, type Look } from './charts/look.ts';
import { bothLanguages } from './text/bilingual.ts';
import { type Html, type HtmlValue, html } from './text/html.ts';

/** A run of days in which a plan or pack has one state. */
export type ServiceRun = PlanDays | PackDays;

/** The style of figures: documents are in both languages, a page is in one. */
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

/** The style of issued documents, whose bytes must not change. */
export const documentStyle: FigureStyle = {
  look: documentLook,
  say: (zh, en) => bothLanguages({ zh, en }),
  plain: ({ zh, en }) => `${zh} ${en}`,
  strip: (runs) =>
    html`<div class="service-bar">${runs.map(({ state, days, tooltip }) => html`<i class="${state}" style="flex-grow: ${days}" title="${tooltip}"></i>`)}</div>`,
};
