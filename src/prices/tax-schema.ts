import { z } from 'zod';
import { textLike } from './scalar-schemas.ts';

const percent = textLike(
  /^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/,
  'accepted: a plain decimal from 0 to 100 with at most 4 decimals, such as "6"',
);

/** Schema of the tax of a price book; docs/price-book-reference.md explains each key. */
export const taxSchema = z.strictObject({
  percent: percent.describe('Percent of tax, in quotes.'),
  included: z
    .boolean({ error: 'accepted: true if the prices include the tax, or false' })
    .describe('true: the prices include the tax. false: it is added to them.'),
});
