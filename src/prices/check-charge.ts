import { parseDecimal, plainDecimal } from '../money/decimal.ts';
import type { Issue } from './issues-of.ts';

type Path = (string | number)[];

/** A charge of which nothing is certain yet. */
type RawCharge = Record<string, unknown>;

/** Keys that price a charge, by charge model: those that it needs, and those that it may have. */
const keysByModel: Record<string, { needs: string[]; may: string[] }> = {
  per_unit: { needs: ['price'], may: [] },
  per_block: { needs: ['price', 'block'], may: ['blocks'] },
  flat: { needs: ['price'], may: [] },
  graduated: { needs: ['tiers'], may: ['block', 'blocks'] },
  volume: { needs: ['tiers'], may: ['block', 'blocks'] },
  stairs: { needs: ['tiers'], may: [] },
  by_setting: { needs: ['setting', 'prices'], may: [] },
};

const pricingKeys = ['price', 'block', 'blocks', 'tiers', 'prices'];

/**
 * Returns a charge's model. Without the key `model` that is `per_block` if it has blocks, else
 * `per_unit`.
 */
export function chargeModelOf({ model, block }: { model?: unknown; block?: unknown }): string {
  if (typeof model === 'string') return model;
  return block === undefined || block === null ? 'per_unit' : 'per_block';
}

/** Checks that the parts of one charge fit together. */
export function checkCharge(charge: RawCharge, path: Path, issue: Issue): void {
  checkPricingKeys(charge, path, issue);
  checkMonth(charge, path, issue);
  checkTiers(charge, path, issue);
  checkBounds(charge, path, issue);
  checkDailyPricing(charge, path, issue);
}

function checkPricingKeys(charge: RawCharge, path: Path, issue: Issue): void {
  const model = chargeModelOf(charge);
  const keys = keysByModel[model];
  if (keys === undefined) return;
  const has = (key: string) => charge[key] !== undefined && charge[key] !== null;
  for (const key of keys.needs)
    if (!has(key)) issue([...path, key], `a charge with model: ${model} needs it`);
  const given = pricingKeys.filter(
    (key) => has(key) && ![...keys.needs, ...keys.may].includes(key),
  );
  for (const key of given) issue([...path, key], `not used with model: ${model}; leave it out`);
  if (has('blocks') && !has('block') && !given.includes('blocks'))
    issue([...path, 'blocks'], 'only used with block; leave it out');
  if (model === 'by_setting') checkStep(charge, path, issue);
  else checkQuantity(charge, path, issue);
}

/** Checks a charge that a step of a setting decides: usage does not matter. */
function checkStep(charge: RawCharge, path: Path, issue: Issue): void {
  const has = (key: string) => charge[key] !== undefined && charge[key] !== null;
  if (has('setting') && charge['setting'] !== 'history_days')
    issue([...path, 'setting'], 'accepted with by_setting: history_days');
  for (const key of ['metric', 'month', 'included', 'multiplier'])
    if (has(key)) issue([...path, key], 'not used where a setting decides; leave it out');
}

/**
 * Checks the quantity of a charge: a metric with its month rule, or the highest value of a
 * setting.
 */
function checkQuantity(charge: RawCharge, path: Path, issue: Issue): void {
  const has = (key: string) => charge[key] !== undefined && charge[key] !== null;
  if (!has('setting')) {
    for (const key of ['metric', 'month'])
      if (!has(key))
        issue([...path, key], `a charge with model: ${chargeModelOf(charge)} needs it`);
    return;
  }
  if (charge['setting'] === 'history_days')
    issue([...path, 'setting'], 'accepted with by_setting only');
  for (const key of ['metric', 'month', 'multiplier'])
    if (has(key)) issue([...path, key], 'not used where a setting decides; leave it out');
}

function checkMonth({ metric, month }: RawCharge, path: Path, issue: Issue): void {
  const of = (mappingOf(month) as { of?: unknown }).of;
  if (metric === 'mau' && of !== undefined && of !== 'distinct')
    issue([...path, 'month', 'of'], 'mau is measured over the whole month; accepted: distinct');
  if (metric !== 'mau' && metric !== undefined && of === 'distinct')
    issue(
      [...path, 'month', 'of'],
      `${String(metric)} is measured by the day; accepted with mau only`,
    );
}

function checkTiers(charge: RawCharge, path: Path, issue: Issue): void {
  const { tiers, block } = charge;
  if (!Array.isArray(tiers)) return;
  let before: string | undefined = '0';
  for (const [index, tier] of tiers.map(mappingOf).entries()) {
    const { above, up_to, price, flat } = tier as Record<string, unknown>;
    const at = [...path, 'tiers', index];
    if (before === undefined) issue(at, 'the tier before it has no end; give it up_to');
    else if (isNumber(above) && !isSame(above, before))
      issue(
        [...at, 'above'],
        `the tier before it ends at "${before}"; accepted: the same value, without a gap or an overlap`,
      );
    if (isNumber(up_to) && before !== undefined && !isMore(up_to, before))
      issue([...at, 'up_to'], `the tier begins at "${before}"; accepted: more than that`);
    const hasBlocks =
      chargeModelOf(charge) !== 'graduated' || !isNumber(price) || !isSame(price, '0');
    if (isNumber(up_to) && isNumber(block) && hasBlocks && !isMultiple(up_to, block))
      issue([...at, 'up_to'], `blocks are of ${block}; accepted: a multiple of that`);
    if (flat !== undefined && chargeModelOf(charge) === 'stairs')
      issue([...at, 'flat'], 'the price of a stair is the whole amount; leave it out');
    before = isNumber(up_to) ? up_to : undefined;
  }
  if (before !== undefined)
    issue([...path, 'tiers', tiers.length - 1], 'the last tier has no end; leave out up_to');
}

function checkBounds({ minimum, maximum }: RawCharge, path: Path, issue: Issue): void {
  if (isNumber(minimum) && isNumber(maximum) && isMore(minimum, maximum))
    issue([...path, 'maximum'], `the minimum is "${minimum}"; accepted: no less than that`);
}

/** Days priced one by one have no month to take any of these from. */
const keysOfMonths = [
  'setting',
  'included',
  'block',
  'multiplier',
  'discount',
  'minimum',
  'maximum',
  'by_plan',
] as const;

function checkDailyPricing(charge: RawCharge, path: Path, issue: Issue): void {
  if (charge['priced_by'] !== 'day') return;
  const at = [...path, 'priced_by'];
  const of = (mappingOf(charge['month']) as { of?: unknown }).of;
  if (of !== undefined && of !== 'sum')
    issue(at, `a month of "${String(of)}" has one price; accepted: month`);
  for (const key of keysOfMonths)
    if (charge[key] !== undefined && charge[key] !== null)
      issue(at, `with ${key} a month has one price; accepted: month`);
  const model = chargeModelOf(charge);
  if (!['per_unit', 'per_block'].includes(model))
    issue(at, `with model: ${model} a month has one price; accepted: month`);
}

function mappingOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Tells whether a value is a number as text; other checks report what is not. */
function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,30}(\.\d{1,20})?$/.test(value);
}

function isSame(a: string, b: string): boolean {
  return plainDecimal(a) === plainDecimal(b);
}

function isMore(a: string, b: string): boolean {
  return parseDecimal(a).greaterThan(parseDecimal(b));
}

function isMultiple(value: string, of: string): boolean {
  const block = parseDecimal(of);
  return block.isZero() || parseDecimal(value).modulo(block).isZero();
}
