import { z } from 'zod';
import { changeSchema } from './change-schema.ts';
import { chargeKeys } from './charge-schema.ts';
import { checkDates } from './check-dates.ts';
import { checkReferences } from './check-references.ts';
import { issueReporter } from './issues-of.ts';
import { itemKeys } from './item-schema.ts';
import { currency, day, metricName, name, text } from './scalar-schemas.ts';

const rounding = z.strictObject({
  amounts: z
    .enum(['half_up', 'half_even', 'up', 'down'])
    .describe('half_up takes a half away from zero, half_even to the even digit.'),
  to: z
    .enum(['0.01', '0.1', '1'], { error: 'accepted: "0.01", "0.1" or "1", in quotes' })
    .describe('What a line is rounded to, in quotes.'),
});

const head = {
  list: name.describe('Name of the series of dated books.'),
  from: day.describe('First day in force.'),
  until: day
    .optional()
    .describe(
      'Last day in force, inclusive; without it until the next book of the list. With it that one must begin on the day after.',
    ),
  continues: name
    .optional()
    .describe(
      'In the first book of a list: up to the day before it the list has the books of that list.',
    ),
  source: text.describe('Where the prices come from.'),
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
    .describe('When invoices are dated and due; on the 1st and within 7 days without it.'),
  accounts_since: day
    .optional()
    .describe('The prices are for accounts whose first app is from this day or later.'),
};
const roundingKey = rounding.describe('How each line is rounded, once.');
const currencyKey = currency.describe('ISO 4217 code, one a list.');
const defaultPlanText = 'SKU of the plan whose limits hold without an active plan.';
const unpriced = z
  .array(metricName)
  .optional()
  .describe('Metrics without a price: their usage becomes a finding.');
const plansText = 'Plans, paid in advance.';
const packsText = 'Feature packs, paid in advance.';
const chargesText = 'What is charged by usage.';

/**
 * Schema of a price book that is complete, or was completed from others; docs/price-books.md
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
          on: day.describe('The book of that list in force on this day is meant.'),
        }),
      ])
      .describe('What is taken over: the book before it of the same list, or one of a list.'),
    currency: currencyKey.optional(),
    rounding: rounding.partial().optional().describe('What changes of the rounding.'),
    terms: bookKeys.terms.nullable().describe('What changes of the terms.'),
    accounts_since: bookKeys.accounts_since.nullable().describe('As in a whole book.'),
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
