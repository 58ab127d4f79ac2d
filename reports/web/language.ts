/** The language of a page; `zh` is simplified Chinese. */
export type Language = 'en' | 'zh';

/** All languages, in the order in which their pages are written. */
export const languages: readonly Language[] = ['en', 'zh'];

export function isLanguage(text: string | undefined): text is Language {
  return text === 'en' || text === 'zh';
}

/** Chooses a label in the page's language. */
export type Say = (zh: string, en: string) => string;

export function sayIn(language: Language): Say {
  return (zh, en) => (language === 'zh' ? zh : en);
}

/** Returns the value of a `lang` attribute. */
export function languageTag(language: Language): string {
  return language === 'zh' ? 'zh-Hans' : 'en';
}

/** Chooses the language that a browser prefers; English if it asks for neither. Source: RFC 9110, Accept-Language. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
    return { tag: tag.split('-')[0], quality: Number(quality ?? '1') };
  });
  const offered = wanted
    .filter(({ tag, quality }) => (tag === 'en' || tag === 'zh') && quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return offered[0]?.tag === 'zh' ? 'zh' : 'en';
}
