import type { BilingualText, DocumentLanguage } from '../../src/invoice/document.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { type Html, type HtmlValue, html } from './html.ts';

/** The words of a document: in both languages, or in its only one. */
export interface Words {
  /** Value of the page's `lang` attribute. */
  lang: 'zh-Hans' | 'en';
  /** Only language of the document; absent = Chinese and English. */
  language?: DocumentLanguage;
  /** Shows a label, Chinese first. */
  label(zh: string, en: string): Html;
  /** Shows a text of the document; once if both languages have the same. */
  text(text: BilingualText): Html;
  /** Returns a text without markup. */
  plain(text: BilingualText): string;
  /** Shows a unit as people say it. */
  unit(unit: string): Html;
}

/** Returns the words of a document in this language; in both languages without one. */
export function wordsIn(language?: DocumentLanguage): Words {
  if (language === undefined) return bothWords;
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const text = ({ zh, en }: BilingualText) => say(zh || en, en || zh);
  return {
    lang: language === 'zh' ? 'zh-Hans' : 'en',
    language,
    label: (zh, en) => html`${say(zh, en)}`,
    text: (both) => html`${text(both)}`,
    plain: text,
    unit: (unit) => unitLabel(unit, say),
  };
}

const bothWords: Words = {
  lang: 'zh-Hans',
  label,
  text: bothLanguages,
  plain: ({ zh, en }) => (zh === en ? en : `${zh} ${en}`.trim()),
  unit: (unit) => unitLabel(unit),
};

/** Shows a label in both languages, Chinese first: `账单 Invoice`. */
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
  return html`<span class="unit">${zh === undefined || zh === unit ? unit : say(zh, unit)}</span>`;
}

/** Translates a unit of a metric or setting into Chinese; undefined for any other. */
export function chineseUnit(unit: string): string | undefined {
  const known = [...allUnits().values()].filter((one) => one.unit === unit);
  return known.find(({ zhLabel }) => zhLabel)?.zhLabel ?? known[0]?.zh;
}
