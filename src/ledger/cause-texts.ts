import type { BilingualText, CorrectionCause } from '../invoice/document.ts';

/** Why a charge comes to something else than was issued, in the words of the document. */
const texts = {
  'late-data': {
    en: 'Usage became known after the invoice was issued',
    zh: '开票后收到新的用量数据',
  },
  'withdrawn-data': {
    en: 'Usage data were found wrong and withdrawn',
    zh: '原用量数据有误，已撤回',
  },
  purchases: {
    en: 'Purchases, refunds or credits were recorded or changed',
    zh: '购买、退款或补偿记录有变更',
  },
  roaming: { en: 'Roaming settings were recorded or changed', zh: '漫游设置有变更' },
  'app-settings': { en: 'Settings of the app were recorded or changed', zh: '应用设置有变更' },
  prices: { en: 'Prices were changed', zh: '价目有变更' },
  customer: {
    en: 'The apps or the price list of the customer were changed',
    zh: '客户的应用或价目表有变更',
  },
  settings: { en: 'Settings of the billing were changed', zh: '计费设置有变更' },
  counting: { en: 'Usage is counted by another rule', zh: '用量统计规则有变更' },
  rating: {
    en: 'Amounts are reckoned by another version of the program',
    zh: '计费程序版本有变更',
  },
  unknown: {
    en: 'What the invoice was made from was not kept',
    zh: '未保存原发票的计费依据',
  },
} satisfies Record<string, BilingualText>;

export type CauseCode = keyof typeof texts;

/** A cause with what exactly was learnt: paths, orders, books. */
export interface Cause {
  code: CauseCode;
  details: string[];
}

/** All codes, in the order in which a document names them. */
const causeCodes = Object.keys(texts) as CauseCode[];

/** The causes of these codes, each once, in their own order. */
export function causesOf(codes: Iterable<CauseCode>): CorrectionCause[] {
  const wanted = new Set(codes);
  return causeCodes.filter((code) => wanted.has(code)).map((code) => ({ code, text: texts[code] }));
}
