import { type BillingDay, countDays } from '../calendar/billing-day.ts';
import { dayStart } from '../calendar/day-start.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { parseDecimal, plainText } from '../money/decimal.ts';
import type { FocusRow } from './columns.ts';
import type { DetailRow } from './detail-columns.ts';
import { providerOf } from './provider.ts';
import { billingPeriod, textOf } from './row.ts';
import { taxDetailId } from './tax-rows.ts';

/** Facts beside a document that its details depend on. */
export interface DetailContext {
  /** Issuer of documents that name none; such a document's price list if it is absent. */
  provider?: string | undefined;
  /** Day of the note that takes the document back; absent while the document holds. */
  voidedOn?: BillingDay | undefined;
  /** The document's rows of Cost and Usage: a line is of the category of its first row. */
  rows: readonly FocusRow[];
}

/**
 * Makes the rows of Invoice Detail of a document: one for each line without tax, and one for its tax. Lines that cost
 * nothing are there, taxes of nothing are not.
 *
 * A document has days, not times: a record was made when its day of issue began.
 */
export function detailsOfDocument(document: InvoiceDocument, context: DetailContext): DetailRow[] {
  return document.lines.flatMap((line, index) => {
    const row = rowOfLine(document, line, index + 1, context);
    const tax = parseDecimal(line.tax ?? '0');
    if (tax.isZero()) return [row];
    return [row, taxRow(row, line)];
  });
}

function rowOfLine(
  document: InvoiceDocument,
  line: InvoiceLine,
  lineNumber: number,
  { provider, voidedOn, rows }: DetailContext,
): DetailRow {
  const id = `${document.number}-${lineNumber}`;
  const first = rows.find(({ InvoiceDetailId }) => InvoiceDetailId === id);
  const startOf = (day: BillingDay) => dayStart(day, document.time_zone);
  return {
    BilledCost: line.net ?? line.amount,
    BillingAccountId: document.customer_id,
    BillingCurrency: document.currency,
    ...billingPeriod(document),
    ChargeCategory: first?.ChargeCategory ?? 'Adjustment',
    InvoiceDetailCreated: startOf(document.issue_date),
    InvoiceDetailDescription: line.title.en,
    InvoiceDetailGrain: JSON.stringify(grainOf(line)),
    InvoiceDetailId: id,
    InvoiceDetailLastUpdated: startOf(voidedOn ?? document.issue_date),
    InvoiceId: document.number,
    InvoiceIssueDate: startOf(document.issue_date),
    InvoiceIssueStatus: voidedOn === undefined ? 'Issued' : 'Voided',
    InvoiceIssuerName: textOf(document.issuer) ?? provider ?? providerOf(document),
    PaymentCurrency: document.currency,
    ...payment(document),
    PurchaseOrderNumber: textOf(document.customer_details?.purchase_order),
    ReferenceInvoiceId: document.refers_to ?? document.number,
    x_BillingMonth: document.month,
    x_DocumentKind: document.kind ?? 'invoice',
    x_LineNumber: String(lineNumber),
    x_PrintedAmount: line.amount,
    x_UnitPrice: plainText(parseDecimal(line.unit_price)),
  };
}

function taxRow(row: DetailRow, line: InvoiceLine): DetailRow {
  const grain = { ...grainOf(line), x_TaxPercent: line.tax_percent ?? '0' };
  return {
    ...row,
    BilledCost: line.tax!,
    ChargeCategory: 'Tax',
    InvoiceDetailDescription: `Tax of ${line.tax_percent}% on ${line.title.en}`,
    InvoiceDetailGrain: JSON.stringify(grain),
    InvoiceDetailId: taxDetailId(row.InvoiceDetailId!),
    x_PrintedAmount: null,
    x_UnitPrice: null,
  };
}

/** Returns the properties that tell a line from the others of its document. */
function grainOf({ app_id, sku, contract, order_id, valid_from }: InvoiceLine) {
  return {
    ResourceId: app_id,
    SkuId: sku,
    SubAccountId: app_id,
    ...(contract !== undefined && { ContractId: contract.name }),
    ...(textOf(order_id) !== null && { x_OrderId: order_id }),
    ...(valid_from !== undefined && { x_ValidFrom: valid_from }),
  };
}

/** Returns deadline and terms of payment; a credit note has nothing to pay. */
function payment(document: InvoiceDocument): Pick<DetailRow, 'PaymentDueDate' | 'PaymentTerms'> {
  const { kind, issue_date, due_date, time_zone } = document;
  if (kind === 'credit_note') return { PaymentDueDate: null, PaymentTerms: 'Nothing to pay' };
  return {
    PaymentDueDate: dayStart(due_date, time_zone),
    PaymentTerms: `Net ${countDays(issue_date, due_date) - 1}`,
  };
}
