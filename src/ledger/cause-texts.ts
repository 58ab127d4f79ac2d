import type { BilingualText, CorrectionCause } from '../invoice/document.ts';

/** Texts of the causes that a credit or debit note prints. */
const texts = {
  'late-data': {
    en: 'Usage data arrived after the invoice was issued',
    zh: '出账后收到新的用量数据',
  },
  'withdrawn-data': {
    en: 'Wrong usage data were withdrawn',
    zh: '原用量数据有误，已撤回',
  },
  purchases: {
    en: 'Purchases, refunds or credits were added or changed',
    zh: '购买、退款或补偿记录有变更',
  },
  roaming: { en: 'Roaming settings were added or changed', zh: '漫游设置有变更' },
  'app-settings': { en: 'Settings of the app were added or changed', zh: '应用设置有变更' },
  prices: { en: 'Prices changed', zh: '价目有变更' },
  customer: {
    en: 'The apps, the price list or the tax of the customer changed',
    zh: '客户的应用、价目表或税务身份有变更',
  },
  settings: { en: 'Billing settings changed', zh: '计费设置有变更' },
  counting: { en: 'Usage is measured by a new rule', zh: '用量统计规则有变更' },
  rating: {
    en: 'Calculated with a newer version of the billing software',
    zh: '计费程序版本有变更',
  },
  unknown: {
    en: 'The data behind the invoice were not stored',
    zh: '未保存原账单的计费依据',
  },
} satisfies Record<string, BilingualText>;

export type CauseCode = keyof typeof texts;

/** A cause with its details: paths, orders, books. */
export interface Cause {
  code: CauseCode;
  details: string[];
}

/** All codes, in the order in which a document prints them. */
const causeCodes = Object.keys(texts) as CauseCode[];

/** Returns the causes of some codes, each once, in the order of a document. */
export function causesOf(codes: Iterable<CauseCode>): CorrectionCause[] {
  const wanted = new Set(codes);
  return causeCodes.filter((code) => wanted.has(code)).map((code) => ({ code, text: texts[code] }));
}
