import { z } from 'zod';
import { appSettingNames } from '../metrics/app-settings.ts';
import { makeNullable } from './change-schema.ts';
import { title } from './item-schema.ts';
import { metricName, money, name, percent, quantity, size, step, text } from './scalar-schemas.ts';

const ofMonth = 'Rule that derives the month from its days.';

const month = z.discriminatedUnion('of', [
  z.strictObject({ of: z.enum(['highest', 'sum', 'last', 'distinct']).describe(ofMonth) }),
  z.strictObject({
    of: z.literal('highest_from_day').describe(ofMonth),
    day: z.int().min(1).max(28).describe('First day of the month that counts.'),
  }),
  z.strictObject({
    of: z.literal('percentile').describe(ofMonth),
    percent: percent.describe('Percent of the days, in quotes: "95".'),
  }),
]);

const tier = z.strictObject({
  above: quantity.optional().describe('Repeats the end of the tier before; may be left out.'),
  up_to: size.optional().describe('End of the tier, inclusive; the last one has none.'),
  price: money.describe('Price of a unit or a block; for stairs the whole amount.'),
  flat: money.optional().describe('Added once if the tier is reached.'),
});

/** Keys of a charge that a plan can change. */
const keysByPlan = {
  included: z
    .record(name, quantity)
    .optional()
    .describe('Quantity that costs nothing, by SKU of a plan, in quotes.'),
  model: z
    .enum(['per_unit', 'per_block', 'flat', 'graduated', 'volume', 'stairs', 'by_setting'])
    .optional()
    .describe(
      'Charge model: the way the quantity above included is priced; per_block if there is a block, else per_unit.',
    ),
  price: money.optional().describe('Price of a unit or a block, or the flat amount, in quotes.'),
  block: size.optional().describe('Size of a block, in quotes: "100000".'),
  blocks: z
    .enum(['started', 'full'])
    .optional()
    .describe(
      'started (the default): a part of a block counts as a whole one; full: it does not count.',
    ),
  tiers: z
    .array(tier)
    .min(1)
    .optional()
    .describe('Table of graduated, volume and stairs, ascending, without holes.'),
  setting: z
    .enum(['history_days', ...appSettingNames])
    .optional()
    .describe(
      'Setting of the app that decides: history_days with by_setting; with other charge models one of app-settings.csv, in place of a metric.',
    ),
  prices: z
    .record(step, money)
    .optional()
    .describe('Price a month by step of the setting: the smallest step that covers it counts.'),
  multiplier: z
    .enum(['roaming_months', 'roaming_quarters'])
    .optional()
    .describe('Multiplies by the highest setting of roaming.csv in the month.'),
  discount: percent.optional().describe('Percent off the sum, before minimum and maximum.'),
  minimum: money.optional().describe('The least that is charged if anything is charged.'),
  maximum: money.optional().describe('The most that is charged.'),
};

/** Keys of a usage charge; docs/price-book-reference.md explains each. */
export const chargeKeys = {
  sku: name.describe('Short name, once in a book: lower-case letters, digits and hyphens.'),
  title: title.describe('Name on invoices, in both languages.'),
  metric: metricName
    .optional()
    .describe('Metric that is measured every day; none if a setting decides.'),
  month: month.optional().describe(ofMonth),
  requires: z
    .array(name)
    .min(1)
    .optional()
    .describe(
      'SKUs of plans; if none of them is active in the month, usage is shown but not charged.',
    ),
  ...keysByPlan,
  by_plan: z
    .record(name, z.strictObject(makeNullable(keysByPlan)))
    .optional()
    .describe("Differences if that plan is the app's highest one in the month."),
  priced_by: z
    .enum(['month', 'day'])
    .describe("month: the book of the month's first day; day: each day by its book."),
  source: text.describe('Source of the price; it is printed on the invoice.'),
};
