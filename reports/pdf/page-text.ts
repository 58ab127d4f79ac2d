import type { BilingualText, DocumentLanguage } from '../../src/invoice/document.ts';
import type { PageText } from './page.ts';

/** A function that returns a text in the language of a document; both texts where it has both. */
export type Say = (zh: string, en: string) => PageText;

/** Returns the function for a document's language. A text that is the same in both is written once. */
export function sayIn(language?: DocumentLanguage): Say {
  if (language !== undefined) return (zh, en) => (language === 'zh' ? zh || en : en || zh);
  return (zh, en) => (zh === '' || zh === en ? en : en === '' ? zh : { zh, en });
}

/** Returns a text of the document in its language. */
export function sayBoth({ zh, en }: BilingualText, say: Say): PageText {
  return say(zh, en);
}

/** Returns the paragraphs of a text, one a language. */
export function paragraphsOf(words: PageText): PageText[] {
  return typeof words === 'object' && 'zh' in words ? [words.zh, words.en] : [words];
}

/** Returns a text without markup. */
export function plainText(words: PageText): string {
  if (typeof words === 'string') return words;
  return 'zh' in words ? `${words.zh} ${words.en}` : words.map(plainText).join(' ');
}
