import type { Database } from '../engines/duckdb.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import { comparison, type Difference } from './difference.ts';

interface Named {
  [column: string]: string | null;
  number: string;
  kind: string;
  refers_to: string | null;
  customer_id: string;
  month: string;
}

/** Whether every document that another one names is there, and is what it is named as. */
export async function verifyReferences(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Named>(
    'select number, kind, refers_to, customer_id, month from invoices order by position',
  );
  const documents = new Map(rows.map((row) => [row.number, row]));
  for (const { number, kind, refers_to, customer_id } of rows) {
    const compare = comparison('references', number, differences);
    if (kind !== 'invoice' && refers_to === null)
      compare('refers_to', 'the number of a document', undefined);
    if (refers_to === null) continue;
    const original = documents.get(refers_to);
    compare('refers_to', `${refers_to} of ${customer_id}`, inWords(original));
  }
  await compareVoids(database, documents, differences);
  return differences;
}

async function compareVoids(
  database: Database,
  documents: ReadonlyMap<string, Named>,
  differences: Difference[],
): Promise<void> {
  const voids = await database.rows<
    Record<'number' | 'credit_note', string> & { replaced_by: string | null }
  >('select number, credit_note, replaced_by from voids order by number');
  for (const { number, credit_note, replaced_by } of voids) {
    const compare = comparison('references', number, differences);
    compare('voided', 'invoice', documents.get(number)?.kind);
    const credit = documents.get(credit_note);
    compare(
      `voided with ${credit_note}`,
      `a credit or debit note for ${number}`,
      credit && `${noteInWords(credit)} for ${credit.refers_to}`,
    );
    if (replaced_by !== null)
      compare(`replaced by ${replaced_by}`, 'invoice', documents.get(replaced_by)?.kind);
  }
}

/** A void of an invoice over less than nothing is a debit note. */
function noteInWords({ kind }: Named): string {
  return kind === 'invoice' ? kind : 'a credit or debit note';
}

function inWords(document: Named | undefined): string | undefined {
  return document && `${document.number} of ${document.customer_id}`;
}

/**
 * Whether no app, month and charge, and no order, is billed twice by invoices that stand. Needs the
 * views of sql/checks.
 */
export async function verifyCharges(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Record<string, string>>(
    `select twice.app_id, twice.sku, billed_for, string_agg(distinct number, ', ' order by number) as numbers
     from charges_are_billed_once as twice
     inner join invoice_lines on twice.app_id = invoice_lines.app_id and twice.sku = invoice_lines.sku
     inner join invoices using (number)
     where billed_for = coalesce(order_id, month) and invoices.kind = 'invoice'
       and number not in (select number from voids)
     group by twice.app_id, twice.sku, billed_for order by all`,
  );
  for (const { app_id, sku, billed_for, numbers } of rows)
    comparison('charges', `app ${app_id}`, differences)(
      `${sku} of ${billed_for}`,
      'on one invoice',
      `on ${numbers}`,
    );
  return differences;
}

/** Whether the summaries that were frozen with the months say what the documents say. */
export async function verifySummaries(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const rows = await database.rows<Record<'month' | 'document', string>>(
    'select month, document from summaries order by month',
  );
  const totals = await database.rows<Record<'number' | 'total', string>>(
    'select number, total from invoices',
  );
  const totalOf = new Map(totals.map(({ number, total }) => [number, total]));
  for (const { month, document } of rows) {
    const compare = comparison('summaries', `summary of ${month}`, differences);
    try {
      const { invoices } = JSON.parse(document) as MonthSummary;
      for (const { number, total } of invoices) compare(number, totalOf.get(number), total);
    } catch {
      compare('', 'a summary', 'a text that is none');
    }
  }
  return differences;
}
