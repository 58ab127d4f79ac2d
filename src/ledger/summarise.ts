import { daysOfMonth, firstDay, lastDay, type Month, previousMonth } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { amountDue } from '../invoice/amount-due.ts';
import type { Finding, InvoiceDocument } from '../invoice/document.ts';
import type {
  MonthSummary,
  SummaryCoverage,
  SummaryFile,
  SummaryInvoice,
  SummaryLoaded,
  SummaryTax,
} from '../invoice/summary.ts';
import { sourceKinds } from '../metrics/source-kinds.ts';
import { sumMoney } from '../money/round-money.ts';
import { readAnomalies } from '../warehouse/anomalies.ts';
import { readMissingDeliveries } from '../warehouse/missing-deliveries.ts';
import type { Settings } from '../workspace/settings.ts';
import type { DocumentState } from './document-states.ts';
import { movementSince, type TotalBefore } from './movement.ts';

/** Builds the summary of one month over all customers, from its documents and the warehouse. */
export async function summarise(
  database: Database,
  settings: Settings,
  month: Month,
  billed: {
    invoices: readonly InvoiceDocument[];
    findings: readonly Finding[];
    issued: boolean;
    /** States by number; absent for previews. */
    states?: ReadonlyMap<string, DocumentState>;
  },
): Promise<MonthSummary> {
  const { invoices, findings, issued, states = new Map<string, DocumentState>() } = billed;
  const valid = invoices.filter(({ number }) => states.get(number) !== 'voided');
  const files = await filesOf(database, month);
  const missing = await readMissingDeliveries(database, month);
  const anomalies = await readAnomalies(database, month);
  const listed = invoices.map((invoice) => ({
    customer_id: invoice.customer_id,
    customer_name: invoice.customer_name,
    number: invoice.number,
    currency: invoice.currency,
    prepaid: invoice.prepaid,
    postpaid: invoice.postpaid,
    total: invoice.total,
    ...taxOf([invoice]),
    findings: invoice.findings.length,
    ...lifeOf(invoice, states.get(invoice.number)),
  }));
  const since = previousMonth(month);
  const before = await database.rows<TotalBefore & Record<string, string>>(
    queryText('ledger/customer_totals'),
    { month: since },
  );
  const movement = movementSince(since, before, listed);
  return {
    format: 'imbill-summary/1',
    month,
    time_zone: settings.timezone,
    issued,
    invoices: listed,
    totals: totalsByCurrency(invoices),
    ...(movement !== undefined && { movement }),
    findings: [
      ...valid.flatMap(({ customer_id, findings: own }) =>
        own.map((finding) => ({ ...finding, customer_id })),
      ),
      ...findings.map((finding) => ({ ...finding, customer_id: '' })),
    ],
    ...(missing.length > 0 && { missing_deliveries: missing }),
    ...(anomalies.length > 0 && { anomalies }),
    loaded: loadedBySource(files),
    files,
    coverage: await coverageOf(database, settings, month),
  };
}

/** Returns what a summary adds for a document that is not simply an issued invoice. */
function lifeOf(
  { kind = 'invoice', refers_to }: InvoiceDocument,
  state: DocumentState = 'issued',
): Partial<SummaryInvoice> {
  return {
    ...(kind === 'invoice' ? {} : { kind }),
    ...(refers_to === undefined ? {} : { refers_to }),
    ...(state === 'issued' ? {} : { status: state }),
  };
}

/** Adds up documents by currency. */
export function totalsByCurrency(
  invoices: readonly Pick<InvoiceDocument, 'currency' | 'prepaid' | 'postpaid' | 'total' | 'tax'>[],
): MonthSummary['totals'] {
  const currencies = [...new Set(invoices.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = invoices.filter((invoice) => invoice.currency === currency);
    return {
      currency,
      prepaid: sumMoney(own.map(({ prepaid }) => prepaid)),
      postpaid: sumMoney(own.map(({ postpaid }) => postpaid)),
      total: sumMoney(own.map(({ total }) => total)),
      ...taxOf(own),
    };
  });
}

/** Adds up the tax of documents; nothing if none has one. */
function taxOf(documents: readonly Pick<InvoiceDocument, 'total' | 'tax'>[]): SummaryTax {
  if (documents.every(({ tax }) => tax === undefined)) return {};
  return {
    net: sumMoney(documents.map(({ total, tax }) => tax?.net ?? total)),
    tax: sumMoney(documents.map(({ tax }) => tax?.tax ?? '0.00')),
    gross: sumMoney(documents.map(amountDue)),
  };
}

function loadedBySource(files: readonly SummaryFile[]): SummaryLoaded[] {
  return [...new Set(files.map(({ source }) => source))].map((source) => {
    const own = files.filter((file) => file.source === source);
    const sum = (key: 'lines' | 'headers' | 'accepted' | 'rejected') =>
      own.reduce((total, file) => total + file[key], 0);
    return {
      source,
      files: own.length,
      lines: sum('lines'),
      headers: sum('headers'),
      accepted: sum('accepted'),
      rejected: sum('rejected'),
    };
  });
}

async function filesOf(database: Database, month: Month): Promise<SummaryFile[]> {
  const rows = await database.rows<{
    source: string;
    path: string;
    sha256: string;
    lines: bigint;
    headers: bigint;
    accepted: bigint;
    rejected: bigint;
  }>(queryText('ledger/month_files'), { first: firstDay(month), last: lastDay(month) });
  return rows.map((row) => ({
    source: row.source,
    path: row.path,
    sha256: row.sha256,
    lines: Number(row.lines),
    headers: Number(row.headers),
    accepted: Number(row.accepted),
    rejected: Number(row.rejected),
  }));
}

async function coverageOf(
  database: Database,
  settings: Settings,
  month: Month,
): Promise<SummaryCoverage[]> {
  const rows = await database.rows<{ source: string; usage_date: string }>(
    `select distinct source, usage_date from counting_segments
     where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`,
  );
  const kinds = sourceKinds.filter((kind) =>
    settings.sources.some((source) => source.kind === kind),
  );
  return kinds.map((source) => {
    const days = new Set(
      rows.filter((row) => row.source === source).map(({ usage_date }) => usage_date),
    );
    return {
      source,
      days_with_data: days.size,
      days_without_data: daysOfMonth(month).filter((day) => !days.has(day)),
    };
  });
}
