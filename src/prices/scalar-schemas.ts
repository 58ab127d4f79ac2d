import { z } from 'zod';
import { isBillingDay } from '../calendar/billing-day.ts';

/** The plain values that price books and contracts are written in. */

export const text = z.string().min(1);

export const name = z.string().regex(/^[a-z0-9]+([-_.][a-z0-9]+)*$/, {
  error: 'accepted: lower-case letters, digits and hyphens, such as group-members-2000',
});

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'accepted: a day, such as 2018-12-27', abort: true })
  .refine(isBillingDay, { error: 'accepted: a day, such as 2018-12-27' });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'accepted: an ISO 4217 code, such as CNY' });

export const money = z.string().regex(/^(0|[1-9]\d{0,29})(\.\d{1,20})?$/, {
  error: 'accepted: a plain decimal, such as "999" or "0.25"',
});

export const quantity = z.string().regex(/^(0|[1-9]\d{0,29})(\.\d{1,20})?$/, {
  error: 'accepted: a plain decimal, such as "100000"',
});

export const size = z.string().regex(/^(?=.*[1-9])(0|[1-9]\d{0,29})(\.\d{1,20})?$/, {
  error: 'accepted: a plain decimal above 0, such as "100000"',
});

export const percent = z.string().regex(/^(?!0+(\.0+)?$)(100(\.0+)?|\d{1,2}(\.\d{1,10})?)$/, {
  error: 'accepted: a plain decimal above 0 and up to 100, such as "95"',
});

/** A step of a setting. */
export const step = z.string().regex(/^[1-9]\d{0,5}$/, {
  error: 'accepted: a whole number above 0, such as "30"',
});
