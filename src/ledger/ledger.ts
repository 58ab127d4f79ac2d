import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Month } from '../calendar/month.ts';
import type { Database } from '../engines/duckdb.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';

/** Invoices that were issued for a month, by number. */
export async function issuedInvoices(database: Database, month: Month): Promise<InvoiceDocument[]> {
  const rows = await database.rows<{ document: string }>(
    'select document from invoices where month = $month order by issue_year, sequence',
    { month },
  );
  return rows.map(({ document }) => JSON.parse(document) as InvoiceDocument);
}

/**
 * Issues invoices, all or none: each gets the next number of its year. Once issued, an invoice
 * never changes.
 *
 * @param drafts In the order in which they are to be numbered.
 */
export async function issueInvoices(
  database: Database,
  drafts: readonly Omit<InvoiceDocument, 'number'>[],
): Promise<InvoiceDocument[]> {
  const issued: InvoiceDocument[] = [];
  for (const draft of drafts) {
    const year = Number(draft.issue_date.slice(0, 4));
    const { sequence } = await database.one<{ sequence: bigint }>(
      `select coalesce(max(sequence), 0) + 1 as sequence from invoices where issue_year = ${year}`,
    );
    const number = `INV-${year}-${String(sequence).padStart(6, '0')}`;
    const invoice: InvoiceDocument = { ...draft, number };
    await insertInvoice(database, invoice, year, sequence);
    issued.push(invoice);
  }
  return issued;
}

/**
 * Refuses drafts that would bill an app's month or an order a second time.
 *
 * @throws {UserError} (exit 3) Naming each app and the invoice that has it: customers.csv gives it to
 *   another customer now.
 */
export async function assertNotBilledYet(
  database: Database,
  drafts: readonly Omit<InvoiceDocument, 'number'>[],
): Promise<void> {
  const billed = await database.rows<Record<'charge' | 'number' | 'customer_id', string>>(
    `select distinct invoice_lines.app_id || chr(10) || sku || chr(10) || coalesce(order_id, month)
        || chr(10) || (case when amount < 0 then 'refund' else '' end) as charge,
      number, customer_id
    from invoice_lines inner join invoices using (number) order by number`,
  );
  const holders = new Map(billed.map((row) => [row.charge, row]));
  const problems = drafts.flatMap((draft) =>
    draft.lines.flatMap(({ app_id, sku, order_id, amount }) => {
      const kind = amount.startsWith('-') ? 'refund' : '';
      const holder = holders.get([app_id, sku, order_id ?? draft.month, kind].join('\n'));
      if (holder === undefined) return [];
      const what =
        order_id === undefined ? `${sku} of ${draft.month}` : `order ${order_id} (${sku})`;
      return `App ${app_id}: ${what} is on ${holder.number} of ${holder.customer_id} already, and would be billed to ${draft.customer_id} too.`;
    }),
  );
  if (problems.length === 0) return;
  throw new UserError(
    `${problems.join('\n')}\nGive the app back to that customer in accounts/customers.csv, or take the order out of purchases.csv, and run again; nothing was issued.`,
    exitCodes.badInput,
  );
}

/** The summary that was frozen with a month's invoices. */
export async function issuedSummary(
  database: Database,
  month: Month,
): Promise<MonthSummary | undefined> {
  const [row] = await database.rows<{ document: string }>(
    'select document from summaries where month = $month',
    { month },
  );
  return row && (JSON.parse(row.document) as MonthSummary);
}

export async function keepSummary(database: Database, summary: MonthSummary): Promise<void> {
  await database.run('insert or replace into summaries values ($month, $document)', {
    month: summary.month,
    document: canonicalText(summary),
  });
}

function canonicalText(value: InvoiceDocument | MonthSummary): string {
  return canonicalize(value) as string;
}

async function insertInvoice(
  database: Database,
  invoice: InvoiceDocument,
  year: number,
  sequence: bigint,
): Promise<void> {
  const document = canonicalText(invoice);
  await database.run(
    `insert into invoices values ($number, ${year}, ${sequence}, $customer_id, $customer_name, $month, $currency,
      cast($prepaid as decimal(38, 2)), cast($postpaid as decimal(38, 2)), cast($total as decimal(38, 2)),
      cast($issue_date as date), cast($due_date as date), $sha256, $document)`,
    {
      number: invoice.number,
      customer_id: invoice.customer_id,
      customer_name: invoice.customer_name,
      month: invoice.month,
      currency: invoice.currency,
      prepaid: invoice.prepaid,
      postpaid: invoice.postpaid,
      total: invoice.total,
      issue_date: invoice.issue_date,
      due_date: invoice.due_date,
      sha256: createHash('sha256').update(document).digest('hex'),
      document,
    },
  );
  for (const [index, line] of invoice.lines.entries()) {
    await database.run(
      `insert into invoice_lines values ($number, ${index + 1}, $app_id, $sku, $kind,
        cast($usage as decimal(38, 9)), cast($included as decimal(38, 9)), cast($quantity as decimal(38, 9)),
        cast($unit_price as decimal(38, 9)), cast($amount as decimal(38, 2)), cast($peak_date as date), $order_id)`,
      {
        number: invoice.number,
        app_id: line.app_id,
        sku: line.sku,
        kind: line.kind,
        usage: line.usage ?? null,
        included: line.included ?? null,
        quantity: line.quantity,
        unit_price: line.unit_price,
        amount: line.amount,
        peak_date: line.peak_date ?? null,
        order_id: line.order_id ?? null,
      },
    );
  }
  for (const { code, app_id, message } of invoice.findings) {
    await database.run('insert into findings values ($number, $code, $app_id, $message)', {
      number: invoice.number,
      code,
      app_id,
      message,
    });
  }
}
