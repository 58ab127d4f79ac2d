import { z } from 'zod';
import { changeSchema } from './change-schema.ts';
import { chargeKeys } from './charge-schema.ts';
import { checkContract } from './check-contract.ts';
import { issueReporter } from './issues-of.ts';
import { itemKeys } from './item-schema.ts';
import { currency, day, text } from './scalar-schemas.ts';

/** The YAML of a contract: prices of one customer, or of one app, that differ from its list. */
export const contractSchema = z
  .strictObject({
    contract: text.describe('Name of the contract; it is printed on the invoice.'),
    customer: text.optional().describe('customer_id whose apps have these prices.'),
    app: text.optional().describe('app_id that has these prices, in quotes; instead of customer.'),
    from: day.describe('First day in force.'),
    until: day
      .optional()
      .describe('Last day in force, inclusive; without it the contract has no end.'),
    currency: currency.optional().describe('Currency of the price list, repeated.'),
    source: text.describe('Source of the prices; it is printed on the invoice.'),
    plans: z.array(changeSchema(itemKeys)).optional().describe('Plans with other prices.'),
    packs: z.array(changeSchema(itemKeys)).optional().describe('Packs with other prices.'),
    charges: z
      .array(changeSchema(chargeKeys))
      .optional()
      .describe('Usage charges with other prices.'),
  })
  .superRefine((contract, context) => checkContract(contract, issueReporter(context)), {
    when: () => true,
  });
