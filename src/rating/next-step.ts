import type { NextStep, NoNextStep } from '../invoice/projection.ts';
import { formatQuantity, Quantity } from '../money/quantity.ts';
import { changeOfMoney } from '../money/round-money.ts';
import type { UsageCharge } from '../prices/price-book.ts';
import type { AppCharge } from './app-charges.ts';
import type { MonthQuantity } from './month-quantity.ts';
import { usageOf } from './postpaid-line.ts';
import { type RatedCharge, rateCharge } from './rate-charge.ts';

/** The next higher cost of a charge, or why there is none. */
export interface Outlook {
  next?: NextStep;
  one_more?: string;
  no_next?: NoNextStep;
}

const one = Quantity.of('1');

/**
 * Finds where a charge costs more next, from the usage so far. That cost is rated like an
 * invoice, with multiplier, discount, minimum, maximum and rounding.
 *
 * @param dataUntil Last day with data: a price of earlier days only cannot cost more.
 */
export function nextStep(charged: AppCharge, dataUntil: string): Outlook {
  const { charge } = charged.terms;
  if (charge.setting !== undefined) return { no_next: 'setting' };
  const month = usageOf(charged.terms, charged.usage, charged.app.edition) ?? noUsage;
  const now = rateAt(charged, month.usage, month);
  const none = noStepFor(charged, now, dataUntil);
  if (none !== undefined) return { no_next: none };
  const extraAt = (usage: Quantity) =>
    changeOfMoney(rateAt(charged, usage, month).bounded.amount, now.bounded.amount);
  const step = stepAfter(charge, now);
  const more = hasUnitPrice(charge, now) && { one_more: extraAt(now.usage.add(one)) };
  if (typeof step === 'string') return { ...more, no_next: step };
  const { kind, at, when } = step;
  const probe = when === 'reached' ? at : at.add(smallestStep(charge));
  const distance = formatQuantity(at.subtract(now.usage));
  return { ...more, next: { kind, at: formatQuantity(at), when, distance, extra: extraAt(probe) } };
}

/** The usage of a charge so far, and where it lies. */
export interface ChargeStanding {
  usage: Quantity;
  /** Usage that costs nothing; absent if none is included. */
  included?: Quantity;
  /** Block or tier of the usage: where it begins (0 for what is included), and where the next one begins. */
  step?: { from: Quantity; at: Quantity };
}

/**
 * Finds where a charge's usage lies.
 *
 * @param dataUntil The day that {@link nextStep} has under this name.
 * @returns `undefined` if usage does not decide the charge, or the app has no plan for it.
 */
export function chargeStanding(charged: AppCharge, dataUntil: string): ChargeStanding | undefined {
  const { charge } = charged.terms;
  if (charge.setting !== undefined) return undefined;
  const month = usageOf(charged.terms, charged.usage, charged.app.edition);
  if (month === undefined) return undefined;
  const now = rateAt(charged, month.usage, month);
  if (!now.isBilled) return undefined;
  const step = noStepFor(charged, now, dataUntil) ?? stepAfter(charge, now);
  return {
    usage: now.usage,
    ...(now.included !== undefined && { included: now.included }),
    ...(typeof step === 'object' && { step: { from: step.from, at: step.at } }),
  };
}

function noStepFor(
  { terms }: AppCharge,
  now: RatedCharge,
  dataUntil: string,
): NoNextStep | undefined {
  if (!now.isBilled) return 'no_plan';
  if (terms.days.at(-1)! < dataUntil) return 'days_over';
  if (now.bounded.decided.maximum !== undefined) return 'maximum';
  return undefined;
}

const noUsage: MonthQuantity = { usage: Quantity.zero, daysWithUsage: 0 };

interface Step extends Pick<NextStep, 'kind' | 'when'> {
  /** Usage at which the block or tier before the step begins. */
  from: Quantity;
  at: Quantity;
}

function stepAfter(charge: UsageCharge, now: RatedCharge): Step | NoNextStep {
  const included = now.included ?? Quantity.zero;
  const from = (above: Quantity) => included.add(above);
  if (charge.block !== undefined) return blockAfter(charge, now, Quantity.of(charge.block));
  if (now.above.isZero())
    return { kind: 'included', from: Quantity.zero, at: included, when: 'above' };
  if (charge.model === 'per_unit') return 'per_unit';
  if (charge.model === 'flat') return 'flat';
  const tiers = charge.tiers ?? [];
  const index = tiers.findIndex(
    ({ up_to }) => up_to !== undefined && now.above.compare(Quantity.of(up_to)) <= 0,
  );
  const bound = tiers[index]?.up_to;
  if (bound === undefined) return charge.model === 'stairs' ? 'last_tier' : 'per_unit';
  const kind = charge.model === 'stairs' ? 'stair' : 'tier';
  const begin = from(Quantity.of(tiers[index - 1]?.up_to ?? '0'));
  return { kind, from: begin, at: from(Quantity.of(bound)), when: 'above' };
}

/** Returns where the next block begins: above the last started block, or at the next full one. */
function blockAfter(charge: UsageCharge, { included, above }: RatedCharge, block: Quantity): Step {
  const isFull = charge.blocks === 'full';
  const count = isFull ? above.fullBlocks(block).add(one) : above.startedBlocks(block);
  const end = count.times(block);
  const isTier = charge.tiers?.some(
    ({ up_to }) => up_to !== undefined && Quantity.of(up_to).compare(end) === 0,
  );
  const begins = included !== undefined && above.isZero() && !isFull;
  const kind = begins ? 'included' : isTier ? 'tier' : 'block';
  const at = end.add(included ?? Quantity.zero);
  const begin = begins ? Quantity.zero : at.subtract(block);
  return { kind, from: begin, at, when: isFull ? 'reached' : 'above' };
}

/** Tells whether each unit has its own price, and what is included is used up. */
function hasUnitPrice({ model, block }: UsageCharge, { above }: RatedCharge): boolean {
  const models: UsageCharge['model'][] = ['per_unit', 'graduated', 'volume'];
  return block === undefined && models.includes(model) && !above.isZero();
}

/** Returns a quantity above 0 that starts one block at most. */
function smallestStep({ block }: UsageCharge): Quantity {
  return block === undefined ? one : one.min(Quantity.of(block));
}

function rateAt({ app, terms }: AppCharge, usage: Quantity, month: MonthQuantity): RatedCharge {
  return rateCharge(terms.charge, { ...month, usage }, app, terms.books[0]!.rounding);
}
