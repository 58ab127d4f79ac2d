import { z } from 'zod';
import { money, name, percent, text } from './scalar-schemas.ts';

const limit = (what: string) =>
  z
    .union([z.int().min(0), z.literal('unlimited')])
    .optional()
    .describe(`${what}: a whole number, or unlimited.`);

/** Limits of an app. */
export const allows = z.strictObject({
  accounts: limit('Accounts'),
  group_members: limit('Members of a group'),
  large_groups: limit('Groups of the largest size'),
  friends_per_user: limit('Friends of a user'),
  groups_per_user: limit('Groups that a user may create or join'),
  dau: limit('Users who log in on a day'),
  avchatrooms: limit('AV chat rooms'),
  groups: limit('Groups'),
});

const discount = z.strictObject({
  from_months: z.int().min(1).max(1200).describe('Fewest months of a purchase that gets it.'),
  percent: percent.describe('Percent off, in quotes: "15".'),
});

/** Names of an entry. */
export const title = z.strictObject({
  en: text.describe('In English.'),
  zh: text.describe('In Chinese.'),
});

/** Keys of a plan or a pack; docs/price-book-reference.md explains each. */
export const itemKeys = {
  sku: name.describe('Short name, once in a book: lower-case letters, digits and hyphens.'),
  title: title.describe('Name on invoices, in both languages.'),
  price: money.describe('Price of one month, in quotes: "999".'),
  price_by_plan: z
    .record(name, money)
    .optional()
    .describe(
      "Price if that plan is the app's highest active one on the purchase day, by SKU of the plan.",
    ),
  discounts: z
    .array(discount)
    .min(1)
    .optional()
    .describe('Percent off a purchase of so many months or more.'),
  family: name
    .optional()
    .describe('Items of which an app uses one at a time; of several the highest rank counts.'),
  rank: z.int().min(1).max(1000).optional().describe('Place in the family, each once.'),
  validity: z
    .enum(['natural_months', 'forever'])
    .optional()
    .describe('Validity of a purchase; natural_months without it.'),
  requires: z
    .array(name)
    .min(1)
    .optional()
    .describe('SKUs of plans; a purchase without an active one of them is a finding.'),
  sold_to: z
    .array(name)
    .min(1)
    .optional()
    .describe('SKUs of plans; an order without an active one of them is refused.'),
  allows: allows.optional().describe('Limits of an app that has it.'),
  source: text.describe('Source of the price; it is printed on the invoice.'),
};
