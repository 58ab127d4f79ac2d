import type { BilingualText } from '../invoice/document.ts';
import { groupDigits } from '../money/group-digits.ts';
import type { Bounded } from './bounded-sum.ts';

/** What became of a sum after it was computed: `, less 10 % = 90.00, charged at the minimum of 100.00`. */
export function explainBounds(bounded: Bounded): BilingualText {
  const { discount, discounted, minimum, maximum, amount } = bounded;
  const shown = groupDigits(amount);
  const en: string[] = [];
  const zh: string[] = [];
  if (discount !== undefined && discounted !== undefined) {
    en.push(`, less ${discount} % = ${groupDigits(discounted)}`);
    zh.push(`，减免 ${discount}% 后为 ${groupDigits(discounted)}`);
  }
  if (minimum !== undefined) {
    en.push(`, charged at the minimum of ${shown}`);
    zh.push(`，按最低收费 ${shown} 计`);
  }
  if (maximum !== undefined) {
    en.push(`, charged at the maximum of ${shown}`);
    zh.push(`，按最高收费 ${shown} 计`);
  }
  return { en: en.join(''), zh: zh.join('') };
}
