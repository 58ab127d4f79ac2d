import { z } from 'zod';
import type { BilingualText, DocumentLanguage } from '../invoice/document.ts';

/** How documents look that are sent. */
export interface DocumentSettings {
  /** Title of an invoice; absent = 账单, Invoice. */
  title?: BilingualText;
  /** Only language of documents, where customers.csv names none; absent = Chinese and English. */
  language?: DocumentLanguage;
  /** `code` if totals have the code of their currency alone; absent = also its sign. */
  currency?: 'code';
  /** True if each document, and a month's summary, is also a PDF. */
  pdf?: true;
}

const longestTitle = 40;
const error = `accepted: one line of text of at most ${longestTitle} characters`;
const title = z
  .string({ error })
  .refine((text) => text.trim() !== '' && text.length <= longestTitle && !/\p{Cc}/u.test(text), {
    error,
  });

/** Schema of `documents` in imbill.yaml. */
export const documentsSchema = z.strictObject({
  title: z.strictObject({ zh: title, en: title }).optional(),
  language: z.enum(['both', 'zh', 'en'], { error: 'accepted: both, zh, en' }).optional(),
  currency: z.enum(['sign', 'code'], { error: 'accepted: sign, code' }).optional(),
  pdf: z.boolean({ error: 'accepted: true, false' }).optional(),
});

/** Converts the checked key `documents`. */
export function documentSettingsOf(
  read: z.infer<typeof documentsSchema> | undefined,
): DocumentSettings {
  const { title: own, language, currency, pdf } = read ?? {};
  return {
    ...(own !== undefined && { title: own }),
    ...(language !== undefined && language !== 'both' && { language }),
    ...(currency === 'code' && { currency }),
    ...(pdf && { pdf: true }),
  };
}
