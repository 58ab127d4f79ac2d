import { z } from 'zod';
import { isBillingDay } from '../calendar/billing-day.ts';
import { metricNames } from '../metrics/catalogue.ts';

/** The plain values that price books and contracts are written in. */

export const text = z.string().min(1).regex(/\S/, { error: 'accepted: text, not empty' });

export const name = textLike(
  /^[a-z0-9]+([-_.][a-z0-9]+)*$/,
  'accepted: lower-case letters, digits and hyphens, such as group-members-2000',
);

const aDay = 'accepted: a day, such as 2018-12-27';

export const day = z
  .string({ error: aDay })
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: aDay, abort: true })
  .refine(isBillingDay, { error: aDay });

/** Name of a metric. Lazy, as the catalogue is a file and every command loads this module. */
export const metricName = z.lazy(() => z.enum(metricNames()));

export const currency = textLike(/^[A-Z]{3}$/, 'accepted: an ISO 4217 code, such as CNY');

export const money = textLike(
  /^(0|[1-9]\d{0,29})(\.\d{1,20})?$/,
  'accepted: a plain decimal, such as "999" or "0.25"',
);

export const quantity = textLike(
  /^(0|[1-9]\d{0,29})(\.\d{1,20})?$/,
  'accepted: a plain decimal, such as "100000"',
);

export const size = textLike(
  /^(?=.*[1-9])(0|[1-9]\d{0,29})(\.\d{1,20})?$/,
  'accepted: a plain decimal above 0, such as "100000"',
);

export const percent = textLike(
  /^(?!0+(\.0+)?$)(100(\.0+)?|\d{1,2}(\.\d{1,10})?)$/,
  'accepted: a plain decimal above 0 and up to 100, such as "95"',
);

/** A step of a setting. */
export const step = textLike(/^[1-9]\d{0,5}$/, 'accepted: a whole number above 0, such as "30"');

/**
 * Builds the schema of a text form. If a number only lacks quotes, the file's reader reports
 * that.
 */
export function textLike(form: RegExp, error: string) {
  const lacksQuotes = (input: unknown) => typeof input === 'number' && form.test(String(input));
  return z
    .string({ error: ({ input }) => (lacksQuotes(input) ? undefined : error) })
    .regex(form, { error });
}
