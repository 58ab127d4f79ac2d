import type {
  Allowance,
  AppServices,
  Finding,
  InvoiceDocument,
  InvoiceLine,
  UsageSeries,
} from '../../invoice/document.ts';
import { groupBy } from '../../rating/group-by.ts';
import type { PublishedDocument } from './customer-documents.ts';
import { readMeasuredSeries } from './measured-series.ts';
import { readPublishedApps } from './published-apps.ts';
import type { Snapshot } from './snapshot.ts';

/** One app in a customer's month. */
export interface CustomerApp {
  appId: string;
  appName: string;
  /** Currency of the invoice; empty without a document. */
  currency: string;
  /** Lines of the valid invoice; of the last one if all are voided. */
  lines: InvoiceLine[];
  /** Lines of its credit and debit notes. */
  corrections: InvoiceLine[];
  services: AppServices[];
  allowances: Allowance[];
  usage: UsageSeries[];
  /** True if `usage` is measured today, not taken from the invoice. */
  isUsageOfNow: boolean;
  findings: Finding[];
}

/**
 * Returns the apps of the month's documents, in the order of the invoice. Without documents, returns
 * the apps with usage.
 *
 * @param appIds Apps with usage.
 */
export async function customerApps(
  snapshot: Snapshot,
  month: string,
  documents: readonly PublishedDocument[],
  appIds: readonly string[],
): Promise<CustomerApp[]> {
  const { invoice, notes } = validInvoice(documents);
  if (invoice === undefined) return measuredApps(snapshot, month, appIds);
  const now = notes.length === 0 ? [] : await readMeasuredSeries(snapshot, month, appIds);
  return issuedApps(invoice, notes, findingsOf(documents), now);
}

/**
 * Returns the apps of issued documents.
 *
 * @param now Usage measured today; the invoice's usage is shown if it is empty.
 */
function issuedApps(
  invoice: InvoiceDocument,
  notes: readonly InvoiceDocument[],
  findings: readonly Finding[],
  now: readonly UsageSeries[],
): CustomerApp[] {
  const usage = now.length > 0 ? now : invoice.usage;
  const names = new Map([invoice, ...notes].flatMap(({ apps }) => apps.map(byId)));
  const corrections = notes.flatMap(({ lines }) => lines);
  for (const { app_id } of [...invoice.lines, ...corrections, ...usage])
    if (!names.has(app_id)) names.set(app_id, '');
  const of = {
    lines: groupBy(invoice.lines, appOf),
    corrections: groupBy(corrections, appOf),
    services: groupBy(invoice.services ?? [], appOf),
    allowances: groupBy(invoice.allowances ?? [], appOf),
    usage: groupBy(usage, appOf),
    findings: groupBy(findings, appOf),
  };
  return [...names].map(([appId, appName]) => ({
    appId,
    appName,
    currency: invoice.currency,
    lines: of.lines.get(appId) ?? [],
    corrections: of.corrections.get(appId) ?? [],
    services: of.services.get(appId) ?? [],
    allowances: of.allowances.get(appId) ?? [],
    usage: of.usage.get(appId) ?? [],
    isUsageOfNow: now.length > 0,
    findings: of.findings.get(appId) ?? [],
  }));
}

/** Reads apps with usage and without a document. */
async function measuredApps(
  snapshot: Snapshot,
  month: string,
  appIds: readonly string[],
): Promise<CustomerApp[]> {
  const usage = groupBy(await readMeasuredSeries(snapshot, month, appIds), appOf);
  const apps = await readPublishedApps(snapshot);
  const none = { currency: '', lines: [], corrections: [], services: [] };
  return [...usage].map(([appId, series]) => ({
    appId,
    appName: apps.get(appId)?.appName ?? '',
    ...none,
    allowances: [],
    findings: [],
    usage: series,
    isUsageOfNow: true,
  }));
}

/** Returns the findings of documents that are not voided. */
export function findingsOf(documents: readonly PublishedDocument[]): Finding[] {
  const valid = documents.filter(({ isVoided }) => !isVoided);
  return valid.flatMap(({ document }) => document.findings);
}

/**
 * Returns the valid invoice with its credit and debit notes; the last invoice if all are voided.
 */
function validInvoice(documents: readonly PublishedDocument[]): {
  invoice: InvoiceDocument | undefined;
  notes: InvoiceDocument[];
} {
  const invoices = documents.filter(({ document: { kind = 'invoice' } }) => kind === 'invoice');
  const invoice = (invoices.findLast(({ isVoided }) => !isVoided) ?? invoices.at(-1))?.document;
  const notes = documents
    .map(({ document }) => document)
    .filter(({ kind = 'invoice' }) => kind !== 'invoice')
    .filter(({ refers_to }) => refers_to === invoice?.number);
  return { invoice, notes };
}

function byId({ app_id, app_name }: { app_id: string; app_name: string }): [string, string] {
  return [app_id, app_name];
}

function appOf({ app_id }: { app_id: string }): string {
  return app_id;
}
