import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import type { MonthSummary, SummaryInvoice, SummaryTotal } from '../../invoice/summary.ts';
import { sumMoney } from '../../money/round-money.ts';
import { comparison, type Difference } from '../difference.ts';

interface SummedDocument {
  [column: string]: string | null;
  number: string;
  month: string;
  state: string;
}

/** Compares the stored summaries of months with the documents. */
export async function verifySummaries(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Record<'month' | 'document', string>>(
    'select month, document from summaries order by month',
  );
  const documents = await database.rows<SummedDocument>(queryText('ledger/summarised_documents'));
  const texts = new Map(rows.map(({ month, document }) => [month, document]));
  for (const month of [
    ...new Set([...texts.keys(), ...documents.map((one) => one.month)]),
  ].toSorted()) {
    const own = documents.filter((one) => one.month === month);
    compareSummary(month, texts.get(month), own, differences);
  }
  return differences;
}

function compareSummary(
  month: string,
  text: string | undefined,
  documents: readonly SummedDocument[],
  differences: Difference[],
): void {
  const compare = comparison('summaries', `summary of ${month}`, differences);
  if (text === undefined) {
    compare('', 'a summary', undefined);
    return;
  }
  try {
    const { invoices, totals } = JSON.parse(text) as MonthSummary;
    const listed = new Map(invoices.map((one) => [one.number, one]));
    const issued = new Map(documents.map((one) => [one.number, one]));
    for (const number of new Set([...listed.keys(), ...issued.keys()]))
      compareDocument(number, issued.get(number), listed.get(number), compare);
    for (const listed of totals) compareTotal(listed, invoices, compare);
  } catch {
    compare('', 'a summary', 'a text that is not a summary');
  }
}

const sameKeys = ['customer_id', 'customer_name', 'currency', 'prepaid', 'postpaid'] as const;

function compareDocument(
  number: string,
  document: SummedDocument | undefined,
  listed: SummaryInvoice | undefined,
  compare: ReturnType<typeof comparison>,
): void {
  compare(number, document?.['total'], listed?.total);
  if (document === undefined || listed === undefined) return;
  compare(`${number}, tax`, document['tax_total'], listed.tax ?? '0.00');
  if (listed.gross !== undefined)
    compare(`${number}, gross`, document['gross_total'], listed.gross);
  for (const key of sameKeys) compare(`${number}, ${key}`, document[key], listed[key]);
  compare(`${number}, kind`, document['kind'], listed.kind ?? 'invoice');
  compare(`${number}, refers_to`, document['refers_to'], listed.refers_to);
  compare(`${number}, status`, document.state, listed.status ?? 'issued');
}

function compareTotal(
  { currency, total, tax, gross }: SummaryTotal,
  invoices: readonly SummaryInvoice[],
  compare: ReturnType<typeof comparison>,
): void {
  const own = invoices.filter((one) => one.currency === currency);
  compare(`total in ${currency}`, sumMoney(own.map((one) => one.total)), total);
  const taxes = sumMoney(own.map((one) => one.tax ?? '0.00'));
  compare(`tax in ${currency}`, taxes, tax ?? '0.00');
  if (gross === undefined) return;
  compare(`gross in ${currency}`, sumMoney(own.map((one) => one.gross ?? one.total)), gross);
}
