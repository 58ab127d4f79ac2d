import { z } from 'zod';
import { isBillingDay } from '../calendar/billing-day.ts';
import { metricNames } from '../rating/metrics.ts';
import { checkReferences } from './check-references.ts';

const decimalText = /^(0|[1-9]\d{0,29})(\.\d{1,20})?$/;
const name = z.string().regex(/^[a-z0-9]+([-_.][a-z0-9]+)*$/, {
  error: 'accepted: lower-case letters, digits and hyphens, such as group-members-2000',
});
const text = z.string().min(1);
const money = z.string().regex(decimalText, {
  error: 'accepted: a plain decimal, such as "999" or "0.25"',
});
const quantity = z.string().regex(decimalText, {
  error: 'accepted: a plain decimal, such as "100000"',
});
const block = quantity.refine((value) => !/^[0.]*$/.test(value), {
  error: 'accepted: a plain decimal above 0, such as "100000"',
});
const title = z.strictObject({ en: text, zh: text });
const limit = z.union([z.int().min(0), z.literal('unlimited')]);

const allows = z.strictObject({
  accounts: limit.optional(),
  group_members: limit.optional(),
  large_groups: limit.optional(),
  friends_per_user: limit.optional(),
  groups_per_user: limit.optional(),
  avchatrooms: limit.optional(),
  groups: limit.optional(),
});

const percent = z.string().regex(/^(?!0+(\.0+)?$)(100(\.0+)?|\d{1,2}(\.\d{1,10})?)$/, {
  error: 'accepted: a plain decimal above 0 and up to 100, such as "95"',
});

const item = {
  sku: name,
  title,
  price: money,
  price_by_plan: z.record(name, money).optional(),
  discounts: z
    .array(z.strictObject({ from_months: z.int().min(1).max(1200), percent }))
    .min(1)
    .optional(),
  family: name.optional(),
  rank: z.int().min(1).max(1000).optional(),
  validity: z.enum(['natural_months', 'forever']).optional(),
  requires: z.array(name).min(1).optional(),
  allows: allows.optional(),
  source: text,
};

const month = z.discriminatedUnion('of', [
  z.strictObject({ of: z.enum(['highest', 'sum', 'last', 'distinct']) }),
  z.strictObject({ of: z.literal('highest_from_day'), day: z.int().min(1).max(28) }),
  z.strictObject({ of: z.literal('percentile'), percent }),
]);

const tier = z.strictObject({
  above: quantity.optional(),
  up_to: block.optional(),
  price: money,
  flat: money.optional(),
});

const setting = z.string().regex(/^[1-9]\d{0,5}$/, {
  error: 'accepted: a whole number above 0, such as "30"',
});

/** Keys of a charge that a plan can change. */
const byPlan = {
  included: z.record(name, quantity).optional(),
  model: z
    .enum(['per_unit', 'per_block', 'flat', 'graduated', 'volume', 'stairs', 'by_setting'])
    .optional(),
  price: money.optional(),
  block: block.optional(),
  blocks: z.enum(['started', 'full']).optional(),
  tiers: z.array(tier).min(1).optional(),
  setting: z.enum(['history_days']).optional(),
  prices: z.record(setting, money).optional(),
  multiplier: z.enum(['roaming_months', 'roaming_quarters']).optional(),
  discount: percent.optional(),
  minimum: money.optional(),
  maximum: money.optional(),
};

const charge = {
  sku: name,
  title,
  metric: z.enum(metricNames).optional(),
  month: month.optional(),
  requires: z.array(name).min(1).optional(),
  ...byPlan,
  by_plan: z.record(name, z.strictObject(nullable(byPlan))).optional(),
  priced_by: z.enum(['month', 'day']),
  source: text,
};

const rounding = z.strictObject({
  amounts: z.enum(['half_up', 'half_even', 'up', 'down']),
  to: z.enum(['0.01', '0.1', '1'], { error: 'accepted: "0.01", "0.1" or "1", in quotes' }),
});

const day = z.string().refine(isBillingDay, { error: 'accepted: a day, such as 2018-12-27' });
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'accepted: an ISO 4217 code, such as CNY' });
const unpriced = z.array(z.enum(metricNames)).optional();

/** The YAML of a price book that stands alone, or of one with all it takes over; docs/price-books.md explains each key. */
export const priceBookSchema = z
  .strictObject({
    list: name,
    from: day,
    currency,
    rounding,
    source: text,
    default_plan: name.optional(),
    plans: z.array(z.strictObject(item)).optional(),
    packs: z.array(z.strictObject(item)).optional(),
    charges: z.array(z.strictObject(charge)).optional(),
    unpriced,
  })
  .superRefine((book, context) => checkReferences(book, context.addIssue.bind(context)), {
    when: () => true,
  });

/** What the YAML of a book says, checked. */
export type PriceBookYaml = z.output<typeof priceBookSchema>;

/** The YAML of a price book that states only what changed against the one it is based on. */
export const bookChangesSchema = z.strictObject({
  list: name,
  from: day,
  based_on: z.union([z.literal('book_before'), z.strictObject({ list: name, on: day })]),
  currency: currency.optional(),
  rounding: rounding.partial().optional(),
  source: text,
  default_plan: name.nullable().optional(),
  plans: z.array(changesOf(item)).optional(),
  packs: z.array(changesOf(item)).optional(),
  charges: z.array(changesOf(charge)).optional(),
  removed: z.array(name).optional(),
  unpriced,
});

/** What the YAML of a book of changes says, checked but for what it is based on. */
export type BookChangesYaml = z.output<typeof bookChangesSchema>;

/** An entry of which only the SKU must be given; null takes a key away. */
function changesOf(shape: { sku: typeof name } & z.ZodRawShape) {
  return z.strictObject({ ...nullable({ ...shape, title: title.partial() }), sku: name });
}

/** The same keys, all of them optional, and null. */
function nullable(shape: z.ZodRawShape): z.ZodRawShape {
  const parts = Object.entries(shape).map(([key, part]) => [
    key,
    (part as z.ZodType).nullable().optional(),
  ]);
  return Object.fromEntries(parts) as z.ZodRawShape;
}
