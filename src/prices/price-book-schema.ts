import { z } from 'zod';
import { changeSchema } from './change-schema.ts';
import { chargeKeys } from './charge-schema.ts';
import { checkDates } from './check-dates.ts';
import { checkReferences } from './check-references.ts';
import { issueReporter } from './issues-of.ts';
import { itemKeys } from './item-schema.ts';
import { currency, day, metricName, name, text } from './scalar-schemas.ts';
import { taxSchema } from './tax-schema.ts';

const rounding = z.strictObject({
  amounts: z
    .enum(['half_up', 'half_even', 'up', 'down'])
    .describe('half_up takes a half away from zero, half_even to the even digit.'),
  to: z
    .enum(['0.01', '0.1', '1'], { error: 'accepted: "0.01", "0.1" or "1", in quotes' })
    .describe('Step to which a line is rounded, in quotes.'),
});

const head = {
  list: name.describe('Name of the series of dated books.'),
  from: day.describe('First day in force.'),
  until: day
    .optional()
    .describe(
      'Last day in force, inclusive; the next book must begin on the day after. Without it the book ends with the next one.',
    ),
  continues: name
    .optional()
    .describe('In the first book of a list: the list whose books are in force before it.'),
  source: text.describe('Source of the prices.'),
};
const terms = z.strictObject({
  issue_day: z
    .int()
    .min(1)
    .max(28)
    .describe('Day of the month after the billed one on which invoices are dated.'),
  due_days: z.int().min(1).max(366).describe('Days to pay, the issue day included.'),
});
const bookKeys = {
  terms: terms
    .optional()
    .describe('Dates of invoices; without it dated on the 1st, due within 7 days.'),
  accounts_since: day
    .optional()
    .describe('The prices are for accounts whose first app is from this day or later.'),
  tax: taxSchema.optional().describe('Tax on the prices; without it invoices have none.'),
};
const roundingKey = rounding.describe('Rounding of each line, applied once.');
const currencyKey = currency.describe('ISO 4217 code, one a list.');
const defaultPlanText = 'SKU of the plan whose limits apply without an active plan.';
const unpriced = z
  .array(metricName)
  .optional()
  .describe('Metrics without a price: their usage becomes a finding.');
const plansText = 'Plans, paid in advance.';
const packsText = 'Feature packs, paid in advance.';
const chargesText = 'Usage charges.';

/**
 * Schema of a price book that is complete, or was completed from others; docs/price-book-reference.md
 * explains each key.
 */
export const priceBookSchema = z
  .strictObject({
    ...head,
    currency: currencyKey,
    rounding: roundingKey,
    ...bookKeys,
    default_plan: name.optional().describe(defaultPlanText),
    plans: z.array(z.strictObject(itemKeys)).optional().describe(plansText),
    packs: z.array(z.strictObject(itemKeys)).optional().describe(packsText),
    charges: z.array(z.strictObject(chargeKeys)).optional().describe(chargesText),
    unpriced,
  })
  .superRefine(
    (book, context) => {
      const issue = issueReporter(context);
      checkDates(book, issue);
      checkReferences(book, issue);
    },
    { when: () => true },
  );

/** Checked YAML of a whole book. */
export type PriceBookYaml = z.output<typeof priceBookSchema>;

/** The YAML of a price book that states only what changed against the one it is based on. */
export const bookChangesSchema = z
  .strictObject({
    ...head,
    based_on: z
      .union([
        z.literal('book_before'),
        z.strictObject({
          list: name.describe('A price list.'),
          on: day.describe('Day on which the wanted book of that list is in force.'),
        }),
      ])
      .describe('Base: the book before it of the same list, or one of a list.'),
    currency: currencyKey.optional(),
    rounding: rounding.partial().optional().describe('Changes of the rounding.'),
    terms: bookKeys.terms.nullable().describe('Changes of the terms.'),
    accounts_since: bookKeys.accounts_since.nullable().describe('As in a whole book.'),
    tax: taxSchema.partial().nullable().optional().describe('Changes of the tax; null removes it.'),
    default_plan: name.nullable().optional().describe(defaultPlanText),
    plans: z.array(changeSchema(itemKeys)).optional().describe(plansText),
    packs: z.array(changeSchema(itemKeys)).optional().describe(packsText),
    charges: z.array(changeSchema(chargeKeys)).optional().describe(chargesText),
    removed: z.array(name).optional().describe('SKUs of entries that are gone.'),
    unpriced,
  })
  .superRefine((book, context) => checkDates(book, issueReporter(context)), { when: () => true });

/** Checked YAML of a book of changes; its base is not checked. */
export type BookChangesYaml = z.output<typeof bookChangesSchema>;
