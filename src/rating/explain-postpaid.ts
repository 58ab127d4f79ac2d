import { daysOfMonth, monthOf } from '../calendar/month.ts';
import type { BilingualText } from '../invoice/document.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import { groupDigits } from '../money/group-digits.ts';
import { formatQuantity, type Quantity } from '../money/quantity.ts';
import type { ChargeTerms } from './charge-terms.ts';
import { type MetricUnit, unitOf } from './metrics.ts';
import type { Reckoning } from './reckon.ts';

/**
 * How a line's amount came about, one sentence a language, with all its arithmetic: `Peak 152,340
 * users on 2026-09-18 − 100,000 included = 52,340 → 1 started block of 100,000 × 10,000 = 10,000.00`.
 *
 * @param sums Two decimals each: what quantity and price come to, and what is charged, which is
 *   more where the charge's minimum decides.
 */
export function explainPostpaid(
  terms: ChargeTerms,
  reckoning: Reckoning,
  sums: { computed: string; amount: string },
): BilingualText {
  const unit = unitOf(terms.charge.metric);
  const computed = groupDigits(sums.computed);
  const amount = groupDigits(sums.amount);
  const isRaised = computed !== amount;
  return {
    en: `${english(terms, reckoning, computed, unit)}${isRaised ? `, charged at the minimum of ${amount}` : ''}`,
    zh: `${chinese(terms, reckoning, computed, unit)}${isRaised ? `，按最低收费 ${amount} 计` : ''}`,
  };
}

function english(
  terms: ChargeTerms,
  reckoning: Reckoning,
  amount: string,
  unit: MetricUnit,
): string {
  const { charge } = terms;
  const usage = englishUsage(terms, reckoning, unit);
  if (!reckoning.isBilled)
    return `${usage}; no plan that it needs (${listOf(charge.requires)}) was active in the month, so it is shown and not charged`;
  const included = reckoning.included && shown(reckoning.included);
  if (included !== undefined && reckoning.above.isZero())
    return `${usage} is not above the ${included} included → ${amount}`;
  const above = included === undefined ? '' : ` − ${included} included = ${shown(reckoning.above)}`;
  const counted = shown(reckoning.counted);
  const factors = [
    charge.block === undefined
      ? counted
      : `${counted} started ${counted === '1' ? 'block' : 'blocks'} of ${grouped(charge.block)}`,
    ...(reckoning.multiplier === undefined ? [] : [extraTime(terms, reckoning.multiplier)]),
    grouped(charge.price),
  ];
  return `${usage}${above} → ${factors.join(' × ')} = ${amount}`;
}

function extraTime({ charge }: ChargeTerms, count: number): string {
  const unit = charge.multiplier === 'roaming_quarters' ? 'quarter' : 'month';
  return `${count} extra ${unit}${count === 1 ? '' : 's'}`;
}

function englishUsage(terms: ChargeTerms, reckoning: Reckoning, unit: MetricUnit): string {
  const { usage, peakDate, daysWithUsage } = reckoning;
  const rule = terms.charge.month;
  const value = `${shown(usage)} ${formatQuantity(usage) === '1' ? unit.one : unit.unit}`;
  if (rule.of === 'last') return `${value} at the end of ${peakDate}`;
  if (rule.of === 'highest') return `Peak ${value} on ${peakDate}`;
  if (rule.of === 'highest_from_day')
    return `From day ${rule.day} of the month on, peak ${value} on ${peakDate}`;
  const range = isWholeMonth(terms) ? '' : ` from ${terms.days[0]} to ${terms.days.at(-1)}`;
  const days = daysWithUsage === 1 ? '1 day' : `${daysWithUsage} days`;
  return `Daily values of ${days} with usage${range} add up to ${value}`;
}

function chinese(
  terms: ChargeTerms,
  reckoning: Reckoning,
  amount: string,
  unit: MetricUnit,
): string {
  const { charge } = terms;
  const usage = chineseUsage(terms, reckoning, unit);
  if (!reckoning.isBilled)
    return `${usage}；本月没有生效的套餐（${listOf(charge.requires)}），仅列出用量，不计费`;
  const included = reckoning.included && `${shown(reckoning.included)} ${unit.zh}`;
  if (included !== undefined && reckoning.above.isZero())
    return `${usage}，未超出免费额度 ${included}，费用为 ${amount}`;
  const above =
    included === undefined
      ? ''
      : `，减去免费额度 ${included}后为 ${shown(reckoning.above)} ${unit.zh}`;
  const block =
    charge.block === undefined
      ? ''
      : `，每 ${grouped(charge.block)} ${unit.zh}计一档（不足一档按一档计）`;
  const factors = [
    `${shown(reckoning.counted)}${charge.block === undefined ? '' : ' 档'}`,
    ...(reckoning.multiplier === undefined
      ? []
      : [
          `延长 ${reckoning.multiplier} ${terms.charge.multiplier === 'roaming_quarters' ? '个季度' : '个月'}`,
        ]),
    grouped(charge.price),
  ];
  return `${usage}${above}${block}，${factors.join(' × ')} = ${amount}`;
}

function chineseUsage(terms: ChargeTerms, reckoning: Reckoning, unit: MetricUnit): string {
  const { usage, peakDate, daysWithUsage } = reckoning;
  const rule = terms.charge.month;
  const value = `${shown(usage)} ${unit.zh}`;
  if (rule.of === 'last') return `${peakDate} 日终 ${value}`;
  if (rule.of === 'highest') return `${peakDate} 达到峰值 ${value}`;
  if (rule.of === 'highest_from_day')
    return `自本月 ${rule.day} 日起，${peakDate} 达到峰值 ${value}`;
  const range = isWholeMonth(terms) ? '' : `${terms.days[0]} 至 ${terms.days.at(-1)}，`;
  return `${range}有用量的 ${daysWithUsage} 天日用量合计 ${value}`;
}

function isWholeMonth({ days }: ChargeTerms): boolean {
  return days.length === daysOfMonth(monthOf(days[0]!)).length;
}

/** Grouped with commas; a value that no decimal holds as `≈ 0.333333333`. */
function shown(quantity: Quantity): string {
  return `${quantity.isDecimal() ? '' : '≈ '}${groupDigits(formatQuantity(quantity))}`;
}

function grouped(text: string): string {
  return groupDigits(formatDecimal(parseDecimal(text)));
}

function listOf(skus: readonly string[] | undefined): string {
  return skus?.join(', ') ?? '';
}
