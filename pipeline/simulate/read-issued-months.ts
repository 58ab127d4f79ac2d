import { exitCodes, UserError } from '../../src/base/errors.ts';
import { type BillingFacts, parseContent } from '../../src/billing/billing-facts.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { Finding, InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import { factsOfContents } from '../../src/ledger/contents.ts';

/**
 * The parts of an invoice that are read: its amounts and whose they are. Its facts have the
 * daily usage.
 */
export interface IssuedDocument
  extends Pick<
    InvoiceDocument,
    'number' | 'month' | 'customer_id' | 'customer_name' | 'price_list' | 'currency'
  > {
  lines: (Pick<InvoiceLine, 'app_id' | 'sku' | 'kind' | 'title' | 'amount'> & {
    /** Null in documents without tax. */
    net?: string | null;
    tax?: string | null;
  })[];
  findings: Pick<Finding, 'code' | 'app_id'>[];
}

const text = 'VARCHAR';
/** Structure of an `IssuedDocument` for `from_json`. */
const documentStructure = {
  number: text,
  month: text,
  customer_id: text,
  customer_name: text,
  price_list: text,
  currency: text,
  lines: [
    {
      ...{ app_id: text, sku: text, kind: text, title: { en: text, zh: text } },
      ...{ amount: text, net: text, tax: text },
    },
  ],
  findings: [{ code: text, app_id: text }],
};

/** Live invoices with their corrections, as text, and every fact that they were made from. */
export interface StoredMonths {
  /** By month and customer id; `documents` is JSON of `IssuedDocument`s: the invoice, then its corrections. */
  invoices: { documents: string; content_sha256: string | null }[];
  facts: StoredFacts;
}

/** A live invoice with what it was made from. */
export interface IssuedMonth {
  /** The invoice with its corrections in it: their lines, findings and amounts. */
  document: IssuedDocument;
  /** Facts of its last correction, or its own; absent for invoices of imbill 0.1. */
  facts: BillingFacts | undefined;
}

/**
 * Reads the invoices of a range of months that are not voided, with their corrections and facts,
 * at once.
 */
export async function readIssuedMonths(
  database: Database,
  from: Month,
  to: Month,
): Promise<StoredMonths> {
  const standing = `(
    select coalesce(case when kind <> 'invoice' then refers_to end, number) as live, *
    from invoices
    where month between $from and $to)
    where live not in (select number from voids)`;
  const invoices = await database.rows<StoredMonths['invoices'][number]>(
    `select cast(to_json(list(from_json(document, $structure) order by position)) as varchar) as documents,
       arg_max(content_sha256, position) as content_sha256
     from ${standing} group by live, month, customer_id order by month, customer_id`,
    { from, to, structure: JSON.stringify(documentStructure) },
  );
  const contents = invoices.flatMap(({ content_sha256 }) => content_sha256 ?? []);
  const facts = await factsOfContents(database, contents);
  return { invoices, facts };
}

/**
 * Parses the invoices one after the other, so that years of them need not be in memory at once.
 *
 * @throws {UserError} (exit 1) After the last one, naming every invoice of which a fact is
 *   missing or was altered.
 */
export function* issuedMonths({ invoices, facts }: StoredMonths): Generator<IssuedMonth> {
  const problems: string[] = [];
  for (const { documents, content_sha256: hash } of invoices) {
    const document = addCorrections(JSON.parse(documents) as IssuedDocument[]);
    try {
      const made = hash === null ? undefined : parseContent(facts, hash);
      yield { document, facts: made?.facts };
    } catch (error) {
      if (!(error instanceof DamagedFact)) throw error;
      problems.push(`${document.number}: ${error.message}`);
    }
  }
  if (problems.length === 0) return;
  throw new UserError(
    `${problems.join('\n')}\nimbill invoice verify says what in the ledger was altered.`,
    exitCodes.failed,
  );
}

function addCorrections([invoice, ...notes]: readonly IssuedDocument[]): IssuedDocument {
  if (notes.length === 0) return invoice!;
  const all = [invoice!, ...notes];
  return {
    ...invoice!,
    lines: all.flatMap(({ lines }) => lines),
    findings: all.flatMap(({ findings }) => findings),
  };
}
