import type { Finding, InvoiceLine } from '../invoice/document.ts';
import { plainDecimal } from '../money/decimal.ts';
import { groupDigits } from '../money/format-decimal.ts';
import { Quantity } from '../money/quantity.ts';
import type { Rounding } from '../money/round-amount.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import { applyBounds } from './apply-bounds.ts';
import type { ChargeTerms } from './charge-terms.ts';
import { explainAmount } from './explain-amount.ts';
import { createFinding } from './finding-codes.ts';
import { countDays } from './format-with-unit.ts';
import { itemNames } from './item-name.ts';
import { type AppOfMonth, isBilled } from './rate-charge.ts';

/**
 * Makes the line of a charge that a setting of the app decides, such as days of history.
 *
 * @returns `undefined` if the setting is 0, or above the highest step.
 */
export function settingLine(
  { charge, books }: ChargeTerms,
  app: AppOfMonth,
  rounding: Rounding,
): InvoiceLine | undefined {
  const value = app.settings.historyDays;
  const step = value === 0 ? undefined : stepOf(charge, value);
  if (step === undefined) return undefined;
  const billed = isBilled(charge, app.plans);
  const sum = billed ? Quantity.of(step.price) : Quantity.zero;
  const bounded = applyBounds(charge, sum, rounding);
  const { decided, amount } = bounded;
  const price = plainDecimal(step.price);
  const en = `History of ${countDays(value)}, charged as ${countDays(step.covers)}`;
  const zh = `历史消息存储 ${value} 天，按 ${step.covers} 天档计`;
  const needs = itemNames(books, charge.requires ?? [], { en: ', ', zh: '、' });
  const cost = explainAmount(bounded);
  return {
    app_id: app.appId,
    sku: charge.sku,
    kind: 'postpaid',
    title: { ...charge.title },
    quantity: billed ? '1' : '0',
    unit_price: price,
    ...decided,
    amount,
    explanation: billed
      ? {
          en: `${en} → 1 month × ${groupDigits(price)} = ${cost.en}`,
          zh: `${zh}，1 个月 × ${groupDigits(price)} = ${cost.zh}`,
        }
      : {
          en: `${en}; not charged, because no plan that it needs (${needs.en}) was active in the month`,
          zh: `${zh}；本月没有生效的套餐（${needs.zh}），仅列出设置，不计费`,
        },
    source: charge.source,
  };
}

/** Finds a setting above the highest step of its charge, also without a plan. */
export function findSettingAboveSteps({ charge }: ChargeTerms, app: AppOfMonth): Finding[] {
  const value = app.settings.historyDays;
  if (value === 0 || stepOf(charge, value) !== undefined) return [];
  const highest = stepsOf(charge).at(-1)?.covers ?? 0;
  const en = `${charge.sku} is set to ${countDays(value)}, above the highest step with a price (${countDays(highest)}); it is not charged. Agree on a price and add it to a price book`;
  const zh = `${charge.title.zh}设置为 ${value} 天，高于有价格的最高档（${highest} 天），未计费。请商定价格并加入价目`;
  return [createFinding('setting-unpriced', app.appId, { en, zh })];
}

/** Finds a history setting that no charge of the month prices. */
export function findSettingWithoutCharge(
  terms: readonly ChargeTerms[],
  app: AppOfMonth,
): Finding[] {
  const { historyDays, roamingMonths } = app.settings;
  const isPriced = terms.some(
    ({ charge }) =>
      charge.model === 'by_setting' || (charge.multiplier !== undefined && roamingMonths > 0),
  );
  if (historyDays === 0 || isPriced) return [];
  const en = `History is set to ${countDays(historyDays)}, but the price list has no charge for it; it is not charged. Agree on a price and add it to a price book`;
  const zh = `历史消息存储设置为 ${historyDays} 天，但价目表没有该项收费，未计费。请商定价格并加入价目`;
  return [createFinding('setting-unpriced', app.appId, { en, zh })];
}

interface Step {
  covers: number;
  /** Plain decimal text. */
  price: string;
}

function stepOf(charge: UsageCharge, value: number): Step | undefined {
  return stepsOf(charge).find(({ covers }) => covers >= value);
}

function stepsOf({ prices = {} }: UsageCharge): Step[] {
  return Object.entries(prices)
    .map(([covers, price]) => ({ covers: Number(covers), price }))
    .toSorted((a, b) => a.covers - b.covers);
}
