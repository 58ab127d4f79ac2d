import { isTypo } from './is-typo.ts';

/** Words of column names that say how much, of what, or at which price. */
const words = new Set(
  [
    'amount amounts quantity quantities qty count counts units seats licenses licences copies',
    'pieces pcs multiplier factor price prices pricing cost costs fee fees charge charges',
    'rate rates discount discounts discounted rebate reduction deduction markup surcharge',
    'coupon coupons voucher vouchers promo promotion percent percentage pct minimum maximum',
    'currency tax taxes vat gst total totals subtotal sum month months year years quarters',
    'weeks days periods duration',
  ].flatMap((line) => line.split(' ')),
);

/** Words that say so only where they are the whole name: `net`, but not `net_terms`. */
const wholeNames = new Set(['net', 'gross', 'number', 'paid', 'value', 'unit']);

/** Words that are told also misspelt, and where they end a longer one: `unitprice`. */
const longWords = ['amount', 'quantity', 'discount', 'currency', 'coupon', 'voucher', 'price'];

const chinese =
  /数量|个数|件数|份数|单价|价格|总价|原价|现价|售价|金额|总额|合计|小计|总计|折扣|折后|优惠|减免|满减|代金券|抵扣|币种|货币|税率|税额|税费|含税|费用|费率|月数|个月|时长|年数|天数|倍数|实付|应付/;

/** Last words of names that only refer to something: `charge_id`, `price_note`. */
const references = new Set(['id', 'at', 'by', 'note', 'notes', 'comment', 'remark']);

/** Words that make a tax number of a tax: `vat_number`. */
const taxNumbers = new Set(['number', 'no', 'nr', 'code', 'registration', 'office']);

/**
 * Tells whether a column that imbill does not read would change an amount. To ignore a
 * `quantity` of 3, for example, would bill one.
 */
export function changesAmount(column: string): boolean {
  if (chinese.test(column)) return true;
  const parts = wordsOf(column);
  if (references.has(parts.at(-1) ?? '')) return false;
  if (parts.length === 1 && wholeNames.has(parts[0]!)) return true;
  const isTaxNumber = parts.some((word) => taxNumbers.has(word));
  return parts.some((word) => !(isTaxNumber && isTax(word)) && isOfMoney(word));
}

/** Splits a name: `unitPrice2` → `unit`, `price`. */
function wordsOf(column: string): string[] {
  const parted = column.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return parted.match(/\p{L}+/gu) ?? [];
}

function isOfMoney(word: string): boolean {
  return words.has(word) || longWords.some((long) => word.endsWith(long) || isMisspelt(word, long));
}

function isMisspelt(word: string, long: string): boolean {
  return long.length > 5 && isTypo(word, long);
}

function isTax(word: string): boolean {
  return ['tax', 'vat', 'gst'].includes(word);
}
