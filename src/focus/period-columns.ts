import type { SpecifiedColumn } from './columns.ts';

/**
 * The columns of Billing Period, in the order of the alphabet.
 *
 * Source: FOCUS_Spec, 1.4, datasets/billing_period.
 */
export const periodColumns = [
  ['BillingPeriodCreated', 'moment', 'mandatory', 'value'],
  ['BillingPeriodEnd', 'moment', 'mandatory', 'value'],
  ['BillingPeriodLastUpdated', 'moment', 'mandatory', 'value'],
  ['BillingPeriodStart', 'moment', 'mandatory', 'value'],
  ['BillingPeriodStatus', 'text', 'mandatory', 'value'],
  ['InvoiceIssuerName', 'text', 'mandatory', 'value'],
] as const satisfies readonly SpecifiedColumn[];

/** A row of Billing Period as plain text. */
export type PeriodRow = Record<(typeof periodColumns)[number][0], string>;
