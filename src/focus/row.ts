import { addDays, type BillingDay } from '../calendar/billing-day.ts';
import { dayStart } from '../calendar/day-start.ts';
import { firstDay, monthOf, nextMonth } from '../calendar/month.ts';
import type { InvoiceDocument, InvoiceLine } from '../invoice/document.ts';
import { amountWithTax } from '../rating/line-tax.ts';
import { allColumnNames, type FocusRow } from './columns.ts';

/** A line of a document, and who provides what it charges for. */
export interface LineInDocument {
  document: InvoiceDocument;
  line: InvoiceLine;
  /** From 1. */
  lineNumber: number;
  provider: string;
}

/** Fills the columns that all rows of a line share; the rest are null. */
export function rowOfLine({ document, line, lineNumber, provider }: LineInDocument): FocusRow {
  const app = document.apps.find(({ app_id }) => app_id === line.app_id);
  const appName = textOf(app?.app_name);
  const service = { category: 'Integration', subcategory: 'Messaging', name: 'Instant Messaging' };
  return {
    ...emptyRow(),
    BillingAccountId: document.customer_id,
    BillingAccountName: textOf(document.customer_name) ?? document.customer_id,
    BillingCurrency: document.currency,
    ...billingPeriod(document),
    ChargeDescription: line.title.en,
    HostProviderName: provider,
    InvoiceDetailId: `${document.number}-${lineNumber}`,
    InvoiceId: document.number,
    InvoiceIssuerName: textOf(document.issuer) ?? provider,
    ProviderName: provider,
    PublisherName: provider,
    ResourceId: line.app_id,
    ResourceName: appName === line.app_id ? null : appName,
    ResourceType: 'App',
    ServiceCategory: service.category,
    ServiceName: service.name,
    ServiceProviderName: provider,
    ServiceSubcategory: service.subcategory,
    SkuId: line.sku,
    SkuMeter: line.title.en,
    SubAccountId: line.app_id,
    SubAccountName: appName ?? line.app_id,
    Tags: tagsOf(document, line),
    ...ownColumns(document, line, lineNumber),
  };
}

/** Converts billing days, both inclusive, to UTC instants with an exclusive end. */
export function chargePeriod(
  from: BillingDay,
  until: BillingDay,
  { time_zone }: InvoiceDocument,
): Pick<FocusRow, 'ChargePeriodStart' | 'ChargePeriodEnd'> {
  return {
    ChargePeriodStart: dayStart(from, time_zone),
    ChargePeriodEnd: dayStart(addDays(until, 1), time_zone),
  };
}

/**
 * Returns the tags as a JSON object: imbill's own, then the customer's by name. The prefix `imbill/` is reserved, so a
 * customer's tag with it is left out.
 *
 * Source: FOCUS_Spec, tags v1.2 and v1.4, Tags.
 */
function tagsOf({ price_list, customer_details }: InvoiceDocument, { kind }: InvoiceLine): string {
  const own = { 'imbill/kind': kind, 'imbill/price-list': price_list };
  const tags = Object.entries(customer_details?.tags ?? {})
    .filter(([name]) => !name.startsWith('imbill/'))
    .toSorted();
  return JSON.stringify({ ...own, ...Object.fromEntries(tags) });
}

/**
 * Returns the month that the document is invoiced with; a correction's own, not that of its
 * invoice.
 */
export function billingPeriod({
  issue_date,
  time_zone,
}: InvoiceDocument): Pick<FocusRow, 'BillingPeriodStart' | 'BillingPeriodEnd'> {
  const month = monthOf(addDays(issue_date, -1));
  return {
    BillingPeriodStart: dayStart(firstDay(month), time_zone),
    BillingPeriodEnd: dayStart(firstDay(nextMonth(month)), time_zone),
  };
}

function ownColumns(
  document: InvoiceDocument,
  line: InvoiceLine,
  lineNumber: number,
): Partial<FocusRow> {
  const books = document.price_books.map(({ list, from }) => `${list}@${from}`).join('; ');
  return {
    x_BillingMonth: document.month,
    x_Contract: textOf(line.contract?.name),
    x_Discount: line.discount ?? null,
    x_DocumentKind: document.kind ?? 'invoice',
    x_Explanation: line.explanation.en,
    x_ExplanationZh: line.explanation.zh,
    x_Included: line.included ?? null,
    x_LineAmount: amountWithTax(line),
    x_LineNumber: String(lineNumber),
    x_OrderId: textOf(line.order_id),
    x_PeakDate: line.peak_date ?? null,
    x_PriceBook: textOf(books),
    x_PriceSource: textOf(line.source),
    x_RefersTo: document.refers_to ?? null,
    x_UsageIssued: line.corrects?.usage_issued ?? null,
    x_UsageNow: line.corrects?.usage_now ?? null,
  };
}

function emptyRow(): FocusRow {
  return Object.fromEntries(allColumnNames.map((name) => [name, null])) as FocusRow;
}

/** Returns null for an empty text: FOCUS has none. */
export function textOf(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}
