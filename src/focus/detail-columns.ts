import type { SpecifiedColumn } from './columns.ts';

/**
 * The columns of Invoice Detail that imbill writes, in the order of the alphabet, its own last.
 *
 * Documents are paid in the currency that they are issued in, so the amount in another currency has
 * no column.
 *
 * Source: FOCUS_Spec, 1.4, datasets/invoice_detail.
 */
export const detailColumns = [
  ['BilledCost', 'decimal', 'mandatory', 'value'],
  ['BillingAccountId', 'text', 'mandatory', 'value'],
  ['BillingCurrency', 'text', 'mandatory', 'value'],
  ['BillingPeriodEnd', 'moment', 'mandatory', 'value'],
  ['BillingPeriodStart', 'moment', 'mandatory', 'value'],
  ['ChargeCategory', 'text', 'mandatory', 'value'],
  ['InvoiceDetailCreated', 'moment', 'mandatory', 'value'],
  ['InvoiceDetailDescription', 'text', 'mandatory', 'value'],
  ['InvoiceDetailGrain', 'json', 'mandatory', 'value'],
  ['InvoiceDetailId', 'text', 'mandatory', 'value'],
  ['InvoiceDetailLastUpdated', 'moment', 'mandatory', 'value'],
  ['InvoiceId', 'text', 'mandatory', 'value'],
  ['InvoiceIssueDate', 'moment', 'mandatory', 'value'],
  ['InvoiceIssueStatus', 'text', 'mandatory', 'value'],
  ['InvoiceIssuerName', 'text', 'mandatory', 'value'],
  ['PaymentCurrency', 'text', 'conditional', 'value'],
  ['PaymentDueDate', 'moment', 'mandatory', 'null'],
  ['PaymentTerms', 'text', 'mandatory', 'value'],
  ['PurchaseOrderNumber', 'text', 'conditional', 'null'],
  ['ReferenceInvoiceId', 'text', 'mandatory', 'value'],
  ['x_BillingMonth', 'text', 'own', 'value'],
  ['x_DocumentKind', 'text', 'own', 'value'],
  ['x_LineNumber', 'integer', 'own', 'value'],
  ['x_PrintedAmount', 'decimal', 'own', 'null'],
  ['x_UnitPrice', 'decimal', 'own', 'null'],
] as const satisfies readonly SpecifiedColumn[];

/** A row of Invoice Detail as plain text, or null. */
export type DetailRow = Record<(typeof detailColumns)[number][0], string | null>;
