import { joinDays } from '../calendar/join-days.ts';
import { daysOfMonth, monthOf } from '../calendar/month.ts';
import type { BilingualText } from '../invoice/document.ts';
import { titleIn, type Unit, type Units, unitIn } from '../metrics/unit.ts';
import { plainDecimal } from '../money/decimal.ts';
import { formatFraction, groupDigits } from '../money/format-decimal.ts';
import { formatQuantity, type Quantity } from '../money/quantity.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { ChargeTerms } from './charge-terms.ts';
import type { CostPart } from './cost.ts';
import { explainAmount } from './explain-amount.ts';
import { countDays } from './format-with-unit.ts';
import { itemNames } from './item-name.ts';
import type { RatedCharge } from './rate-charge.ts';

/**
 * Explains a line's amount with all its arithmetic, one sentence a language. Example: `Peak
 * 152,340 users on 2026-09-18 − 100,000 included = 52,340 → 1 started block of 100,000 × 10,000
 * = 10,000.00`.
 */
export function explainPostpaid(
  terms: ChargeTerms,
  rated: RatedCharge,
  units: Units,
): BilingualText {
  const { metric, setting, requires = [] } = terms.charge;
  const names = {
    unit: unitIn(units, metric ?? setting ?? ''),
    setting: titleIn(units, setting ?? ''),
    plans: itemNames(terms.books, requires, { en: ', ', zh: '、' }),
  };
  return {
    en: explainInEnglish(terms, rated, names),
    zh: explainInChinese(terms, rated, names),
  };
}

/** Names that an explanation uses. */
interface Names {
  unit: Unit;
  /** Setting that decides the charge. */
  setting: BilingualText;
  /** Plans that the charge needs. */
  plans: BilingualText;
}

function explainInEnglish(terms: ChargeTerms, rated: RatedCharge, names: Names): string {
  const { charge } = terms;
  const usage = explainUsageInEnglish(terms, rated, names);
  const amount = explainAmount(rated.bounded).en;
  if (!rated.isBilled)
    return `${usage}; not charged, because no plan that it needs (${names.plans.en}) was active in the month`;
  const included = rated.included && formatFraction(rated.included);
  if (included !== undefined && rated.above.isZero())
    return `${usage} is not above the ${included} included → ${amount}`;
  const above =
    included === undefined ? '' : ` − ${included} included = ${formatFraction(rated.above)}`;
  const costs = rated.parts.map((part) => explainPartInEnglish(charge, part)).join(' + ');
  const { multiplier } = rated;
  return `${usage}${above} → ${multiplyCosts(costs, rated, multiplier && formatExtraTime(terms, multiplier))} = ${amount}`;
}

/** Writes one part, such as `3 started blocks of 10,000 × 1,000` or `52,340 × 0.08 + 100`. */
function explainPartInEnglish({ model, block, blocks }: UsageCharge, part: CostPart): string {
  const price = formatNumber(part.price);
  const flat = part.flat === undefined ? '' : ` + ${formatNumber(part.flat)}`;
  if (model === 'flat') return `flat ${price}`;
  if (model === 'stairs')
    return part.upTo === undefined
      ? `top step ${price}`
      : `step up to ${formatNumber(part.upTo)}: ${price}`;
  const count = formatFraction(part.count);
  if (block === undefined) return `${count} × ${price}${flat}`;
  const word = count === '1' ? 'block' : 'blocks';
  return `${count} ${blocks} ${word} of ${formatNumber(block)} × ${price}${flat}`;
}

/** Writes the parts times the extra months, if any; within the product if there is one. */
function multiplyCosts(
  costs: string,
  { parts }: RatedCharge,
  extra: string | 0 | undefined,
): string {
  if (extra === undefined || extra === 0) return costs;
  const [only, ...more] = parts;
  if (more.length > 0 || only?.flat !== undefined) return `(${costs}) × ${extra}`;
  const at = costs.lastIndexOf(' × ');
  return at < 0 ? `${costs} × ${extra}` : `${costs.slice(0, at)} × ${extra}${costs.slice(at)}`;
}

function formatExtraTime({ charge }: ChargeTerms, count: number): string {
  const unit = charge.multiplier === 'roaming_quarters' ? 'quarter' : 'month';
  return `${count} extra ${unit}${count === 1 ? '' : 's'}`;
}

function explainUsageInEnglish(
  terms: ChargeTerms,
  rated: RatedCharge,
  { unit, setting }: Names,
): string {
  const { usage, peakDate, daysWithUsage } = rated;
  const value =
    `${formatUsage(usage)} ${formatQuantity(usage) === '1' ? unit.one : unit.unit}`.trim();
  const rule = terms.charge.month;
  if (rule === undefined) return `Highest ${setting.en} of the month ${value}, from ${peakDate} on`;
  if (rule.of === 'distinct') return `${value} over the month, each counted once`;
  if (rule.of === 'percentile')
    return `Percentile ${rule.percent} of the days${formatEnglishRanges(terms) || ' of the month'} (nearest rank): ${value} on ${peakDate}`;
  if (rule.of === 'last') return `${value} at the end of ${peakDate}`;
  if (rule.of === 'highest') return `Peak ${value} on ${peakDate}`;
  if (rule.of === 'highest_from_day')
    return `From day ${rule.day} of the month on, peak ${value} on ${peakDate}`;
  return `Daily values of ${countDays(daysWithUsage)} with usage${formatEnglishRanges(terms)} add up to ${value}`;
}

/** Writes ` from 2026-09-01 to 2026-09-15`; nothing for the whole month. */
function formatEnglishRanges(terms: ChargeTerms): string {
  const ranges = rangesOf(terms).map(([from, to]) =>
    from === to ? ` on ${from}` : ` from ${from} to ${to}`,
  );
  return joinList(ranges, ',', ' and');
}

function explainInChinese(terms: ChargeTerms, rated: RatedCharge, names: Names): string {
  const { charge } = terms;
  const { unit } = names;
  const usage = explainUsageInChinese(terms, rated, names);
  const amount = explainAmount(rated.bounded).zh;
  if (!rated.isBilled)
    return `${usage}；本月没有生效的套餐（${names.plans.zh}），仅列出用量，不计费`;
  const included = rated.included && `${formatFraction(rated.included)} ${unit.zh}`;
  if (included !== undefined && rated.above.isZero())
    return `${usage}，未超出免费额度 ${included}，费用为 ${amount}`;
  const above =
    included === undefined
      ? ''
      : `，减去免费额度 ${included}后为 ${formatFraction(rated.above)} ${unit.zh}`;
  const partial = charge.blocks === 'full' ? '不足一档不计' : '不足一档按一档计';
  const block =
    charge.block === undefined
      ? ''
      : `，每 ${formatNumber(charge.block)} ${unit.zh}计一档（${partial}）`;
  const costs = rated.parts.map((part) => explainPartInChinese(charge, part)).join(' + ');
  const { multiplier } = rated;
  const extra =
    multiplier &&
    `延长 ${multiplier} ${charge.multiplier === 'roaming_quarters' ? '个季度' : '个月'}`;
  return `${usage}${above}${block}，${multiplyCosts(costs, rated, extra)} = ${amount}`;
}

function explainPartInChinese({ model, block }: UsageCharge, part: CostPart): string {
  const price = formatNumber(part.price);
  if (model === 'flat') return `固定费用 ${price}`;
  if (model === 'stairs')
    return part.upTo === undefined
      ? `最高档 ${price}`
      : `${formatNumber(part.upTo)} 以内档 ${price}`;
  const flat = part.flat === undefined ? '' : ` + ${formatNumber(part.flat)}`;
  return `${formatFraction(part.count)}${block === undefined ? '' : ' 档'} × ${price}${flat}`;
}

function explainUsageInChinese(
  terms: ChargeTerms,
  rated: RatedCharge,
  { unit, setting }: Names,
): string {
  const { usage, peakDate, daysWithUsage } = rated;
  const value = `${formatUsage(usage)} ${unit.zh}`.trim();
  const rule = terms.charge.month;
  if (rule === undefined) return `本月${setting.zh}最高为 ${value}，自 ${peakDate} 起`;
  if (rule.of === 'distinct') return `本月去重后共 ${value}`;
  if (rule.of === 'percentile')
    return `${formatChineseRanges(terms) || '本月'}内各日的第 ${rule.percent} 百分位（最近序位）为 ${peakDate} 的 ${value}`;
  if (rule.of === 'last') return `${peakDate} 日终 ${value}`;
  if (rule.of === 'highest') return `${peakDate} 达到峰值 ${value}`;
  if (rule.of === 'highest_from_day')
    return `自本月 ${rule.day} 日起，${peakDate} 达到峰值 ${value}`;
  const range = formatChineseRanges(terms);
  return `${range === '' ? '' : `${range}，`}有用量的 ${daysWithUsage} 天日用量合计 ${value}`;
}

function formatChineseRanges(terms: ChargeTerms): string {
  const ranges = rangesOf(terms).map(([from, to]) => (from === to ? from : `${from} 至 ${to}`));
  return joinList(ranges, '、', '及');
}

/**
 * Returns the first and last day of each run of days that the line prices; none for the whole
 * month.
 */
function rangesOf({ days }: ChargeTerms): [string, string][] {
  if (days.length === daysOfMonth(monthOf(days[0]!)).length) return [];
  return joinDays(days).map(({ from, until }) => [from, until]);
}

/** Writes `a`, `a and b` or `a, b and c`. */
function joinList(texts: readonly string[], comma: string, and: string): string {
  const [last, ...before] = texts.toReversed();
  if (last === undefined || before.length === 0) return last ?? '';
  return `${before.toReversed().join(comma)}${and}${last}`;
}

/** Writes a month quantity; one that no decimal holds as `≈ 0.333333333 (1/3)`. */
function formatUsage(quantity: Quantity): string {
  const exact = formatFraction(quantity);
  return quantity.isDecimal() ? exact : `≈ ${groupDigits(formatQuantity(quantity))} (${exact})`;
}

function formatNumber(text: string): string {
  return groupDigits(plainDecimal(text));
}
