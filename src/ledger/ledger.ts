import { exitCodes, UserError } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import type { Month } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import { currentSql } from '../duckdb/sql-files.ts';
import type { InvoiceDocument, LedgerPlace } from '../invoice/document.ts';
import type { MonthSummary } from '../invoice/summary.ts';
import { entryHash, ledgerHead, storeHead } from '../warehouse/chain.ts';
import { documentNumber } from './document-number.ts';
import {
  documentsFrontier,
  documentsRootOf,
  storeDocumentsFrontier,
  withDocument,
} from './log/documents-root.ts';
import { type RenderReports, storeReports } from './stored-reports.ts';

/** A document without number and place in the ledger. */
export type UnnumberedDocument = Omit<InvoiceDocument, 'number' | 'ledger'>;

/** A document that is about to be issued. */
export interface DocumentToIssue {
  document: UnnumberedDocument;
  /** Hash from `storeContent`. */
  contentSha256: string;
  /** Hash from `storeEvidence`. */
  evidenceSha256: string;
}

/** Reads all documents of a month, by their place in the ledger. */
export async function issuedDocuments(
  database: Database,
  month: Month,
): Promise<InvoiceDocument[]> {
  const rows = await database.rows<{ document: string }>(
    'select document from invoices where month = $month order by position',
    { month },
  );
  return rows.map(({ document }) => JSON.parse(document) as InvoiceDocument);
}

/**
 * Issues documents within the caller's transaction. Each gets the next number of its kind and year, and
 * the next place in the ledger. The place binds its bytes, evidence and reports to all earlier
 * documents. An issued document never changes.
 *
 * @param documents In the order of their numbers.
 * @param render Renders a document's reports; they are stored as they are sent.
 * @throws {Error} If a customer would have two valid invoices of a month.
 */
export async function issueDocuments(
  database: Database,
  documents: readonly DocumentToIssue[],
  render: RenderReports,
): Promise<InvoiceDocument[]> {
  const issued: InvoiceDocument[] = [];
  for (const one of documents) issued.push(await issueDocument(database, one, render));
  return issued;
}

async function issueDocument(
  database: Database,
  { document, contentSha256, evidenceSha256 }: DocumentToIssue,
  render: RenderReports,
): Promise<InvoiceDocument> {
  const kind = document.kind ?? 'invoice';
  if (kind === 'invoice') await assertOnlyLiveOne(database, document);
  const year = Number(document.issue_date.slice(0, 4));
  const { sequence } = await database.one<{ sequence: bigint }>(
    `select coalesce(max(sequence), 0) + 1 as sequence from invoices where kind = '${kind}' and issue_year = ${year}`,
  );
  const head = await ledgerHead(database);
  const position = head.position + 1n;
  const number = documentNumber(kind, year, sequence);
  const issued: InvoiceDocument = {
    ...document,
    number,
    ledger: {
      position: String(position),
      content_sha256: contentSha256,
      ...(await fileAt(database, head.position)),
    },
  };
  const text = `${canonicalJson(issued)}\n`;
  const sha256 = sha256Of(text);
  const documents = withDocument(await documentsFrontier(database), sha256);
  const reportsSha256 = await storeReports(
    database,
    number,
    render(issued, documentsRootOf(documents)),
  );
  const entry = { position, number, sha256, evidenceSha256, reportsSha256 };
  const entrySha256 = entryHash(entry, head.entrySha256);
  await insertDocument(database, issued, text, {
    kind,
    year,
    sequence,
    position,
    contentSha256,
    evidenceSha256,
    sha256,
    entrySha256,
  });
  await storeHead(database, { position, entrySha256 });
  await storeDocumentsFrontier(database, documents);
  return issued;
}

/** Reads name and hash of the file at a position; empty for 0, before the first document. */
async function fileAt(
  database: Database,
  position: bigint,
): Promise<Required<Pick<LedgerPlace, 'previous_file' | 'previous_sha256'>>> {
  const [last] = await database.rows<{ number: string; sha256: string }>(
    'select number, sha256 from document_files where position = $position',
    { position },
  );
  return {
    previous_file: last === undefined ? '' : `${last.number}.json`,
    previous_sha256: last?.sha256 ?? '',
  };
}

async function assertOnlyLiveOne(
  database: Database,
  { customer_id, month }: UnnumberedDocument,
): Promise<void> {
  const [live] = await database.rows<{ number: string }>(
    `select number from invoices where kind = 'invoice' and customer_id = $customer_id and month = $month
      and number not in (select number from voids)`,
    { customer_id, month },
  );
  if (live !== undefined)
    throw new Error(`Customer ${customer_id} has ${live.number} for ${month} already`);
}

/**
 * Refuses drafts that would bill an app's month or an order a second time. Amounts that corrections and
 * voids took back do not count as billed.
 *
 * @throws {UserError} (exit 3) Naming each app and the invoice that has it. Mostly customers.csv now
 *   gives the app to another customer.
 */
export async function assertNotBilledYet(
  database: Database,
  drafts: readonly UnnumberedDocument[],
): Promise<void> {
  const billed = await database.rows<Record<'charge' | 'number' | 'customer_id', string>>(
    queryText('ledger/billed_charges'),
  );
  const holders = new Map(billed.map((row) => [row.charge, row]));
  const problems = drafts.flatMap((draft) =>
    draft.lines.flatMap(({ app_id, sku, order_id, amount }) => {
      const kind = amount.startsWith('-') ? 'refund' : '';
      const holder = holders.get([app_id, sku, order_id ?? draft.month, kind].join('\n'));
      if (holder === undefined) return [];
      const what =
        order_id === undefined ? `${sku} of ${draft.month}` : `order ${order_id} (${sku})`;
      return `App ${app_id}: ${what} is already on ${holder.number} of ${holder.customer_id}, and would also be billed to ${draft.customer_id}.`;
    }),
  );
  if (problems.length === 0) return;
  throw new UserError(
    `${problems.join('\n')}\nGive the app back to that customer in accounts/customers.csv, or take the order out of purchases.csv, and run again. Nothing was issued. To move what was billed, run imbill correct for its month.`,
    exitCodes.badInput,
  );
}

/**
 * Refuses documents that bill a charge or an order twice, net of corrections. Runs after they are
 * issued, in their transaction.
 *
 * @throws {UserError} (exit 3) Naming each charge; the caller rolls back.
 */
export async function assertBilledOnce(database: Database): Promise<void> {
  const check = 'charges_are_billed_once';
  for (const statement of currentSql().viewStatements([check])) await database.run(statement);
  const rows = await database.rows<Record<'app_id' | 'sku' | 'billed_for', string>>(
    `select app_id, sku, billed_for from ${check} order by all`,
  );
  if (rows.length === 0) return;
  const problems = rows.map(
    ({ app_id, sku, billed_for }) =>
      `App ${app_id}: ${sku} of ${billed_for} would be billed to two customers or in two months.`,
  );
  throw new UserError(
    `${problems.join('\n')}\nNothing was issued. Correct all customers of the month together (without --customer). If an order was moved to another month, first correct the month that billed it.`,
    exitCodes.badInput,
  );
}

/** Records the void of an invoice, within the caller's transaction. */
export async function recordVoid(
  database: Database,
  { number, reason, creditNote }: { number: string; reason: string; creditNote: string },
): Promise<void> {
  await database.run('insert into voids values ($number, $reason, $creditNote, null)', {
    number,
    reason,
    creditNote,
  });
}

/** Records which invoice replaces a voided one, within the caller's transaction. */
export async function recordReplacement(
  database: Database,
  number: string,
  replacedBy: string,
): Promise<void> {
  await database.run('update voids set replaced_by = $replacedBy where number = $number', {
    number,
    replacedBy,
  });
}

/** Reads the summary that was stored with a month's documents. */
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

export async function storeSummary(database: Database, summary: MonthSummary): Promise<void> {
  await database.run('insert or replace into summaries values ($month, $document)', {
    month: summary.month,
    document: canonicalJson(summary),
  });
}

interface Placed {
  kind: string;
  year: number;
  sequence: bigint;
  position: bigint;
  contentSha256: string;
  evidenceSha256: string;
  sha256: string;
  entrySha256: string;
}

async function insertDocument(
  database: Database,
  invoice: InvoiceDocument,
  document: string,
  placed: Placed,
): Promise<void> {
  const { year, sequence, position, contentSha256, evidenceSha256, ...hashes } = placed;
  await database.run(
    `insert into invoices values ($number, $kind, $refers_to, ${year}, ${sequence}, ${position},
      $customer_id, $customer_name, $month, $currency,
      cast($prepaid as decimal(38, 2)), cast($postpaid as decimal(38, 2)), cast($total as decimal(38, 2)),
      cast($issue_date as date), cast($due_date as date), $content, $evidence, $sha256, $entry, $document)`,
    {
      number: invoice.number,
      kind: hashes.kind,
      refers_to: invoice.refers_to ?? null,
      customer_id: invoice.customer_id,
      customer_name: invoice.customer_name,
      month: invoice.month,
      currency: invoice.currency,
      prepaid: invoice.prepaid,
      postpaid: invoice.postpaid,
      total: invoice.total,
      issue_date: invoice.issue_date,
      due_date: invoice.due_date,
      content: contentSha256,
      evidence: evidenceSha256,
      sha256: hashes.sha256,
      entry: hashes.entrySha256,
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
  for (const { code, app_id, message, audience, text } of invoice.findings) {
    await database.run(
      'insert into findings values ($number, $code, $app_id, $message, $audience, $zh)',
      {
        number: invoice.number,
        code,
        app_id,
        message,
        audience: audience ?? null,
        zh: text?.zh ?? null,
      },
    );
  }
}
