import type { BilingualText } from '../invoice/document.ts';
import { plainDecimal } from '../money/decimal.ts';
import { formatExactMoney, groupDigits } from '../money/format-decimal.ts';
import { Quantity } from '../money/quantity.ts';
import { type Rounding, roundAmount } from '../money/round-amount.ts';
import type { BoundedSum } from './apply-bounds.ts';

/**
 * Writes what follows the `=` of a line's arithmetic: the exact sum, then discount, bound and
 * rounding if they changed it. Examples: `2,000.005 → rounded half up 2,000.01`, `100.00, less
 * 10 % = 90.00, charged at the minimum of 100.00`.
 */
export function explainAmount(bounded: BoundedSum): BilingualText {
  const { decided, computed, discounted, rounding } = bounded;
  const { discount, minimum, maximum } = decided;
  const en = [formatExactMoney(computed)];
  const zh = [formatExactMoney(computed)];
  if (discount !== undefined && discounted !== undefined) {
    const less = formatExactMoney(discounted);
    en.push(`, less ${discount} % = ${less}`);
    zh.push(`，减免 ${discount}% 后为 ${less}`);
  }
  const bound = minimum ?? maximum;
  if (bound !== undefined) {
    const limit = formatExactMoney(Quantity.of(bound));
    en.push(`, charged at the ${minimum === undefined ? 'maximum' : 'minimum'} of ${limit}`);
    zh.push(`，按${minimum === undefined ? '最高' : '最低'}收费 ${limit} 计`);
  }
  const exact = bound === undefined ? (discounted ?? computed) : Quantity.of(bound);
  const rounded = explainRounding(exact, rounding);
  return { en: `${en.join('')}${rounded.en}`, zh: `${zh.join('')}${rounded.zh}` };
}

/** Names the rounding and its result; nothing if the value needed none. */
function explainRounding(exact: Quantity, rounding: Rounding): BilingualText {
  const amount = roundAmount(exact, rounding);
  if (Quantity.of(amount).compare(exact) === 0) return { en: '', zh: '' };
  const { en, zh } = roundingNames[rounding.amounts];
  const step = rounding.to === '0.01' ? undefined : plainDecimal(rounding.to);
  const result = groupDigits(amount);
  return {
    en: ` → ${en}${step === undefined ? '' : ` (to ${step})`} ${result}`,
    zh: ` → ${zh}${step === undefined ? '' : `（精确到 ${step}）`}为 ${result}`,
  };
}

const roundingNames: Record<Rounding['amounts'], BilingualText> = {
  half_up: { en: 'rounded half up', zh: '四舍五入' },
  half_even: { en: 'rounded half to even', zh: '四舍六入五成双' },
  up: { en: 'rounded up', zh: '进一取整' },
  down: { en: 'rounded down', zh: '舍去尾数' },
};
