import type { Month } from '../src/calendar/month.ts';
import type { Database } from '../src/engines/duckdb.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { Finding, InvoiceDocument, InvoiceLine } from '../src/invoice/document.ts';
import { type BillingFacts, contentIn, factsOfContents } from '../src/ledger/billing-facts.ts';
import { DamagedFact, type KeptFacts } from '../src/ledger/facts.ts';
import { together } from './together.ts';

/** What is read of an invoice: its amounts and whose they are. The daily usage stands in its facts, too. */
export interface IssuedDocument
  extends Pick<
    InvoiceDocument,
    'number' | 'month' | 'customer_id' | 'customer_name' | 'price_list' | 'currency' | 'total'
  > {
  lines: Pick<InvoiceLine, 'app_id' | 'sku' | 'kind' | 'title' | 'amount'>[];
  findings: Pick<Finding, 'code' | 'app_id'>[];
}

const text = 'VARCHAR';
/** The same for `from_json`. */
const documentStructure = {
  ...{ number: text, month: text, customer_id: text, customer_name: text, price_list: text },
  ...{ currency: text, total: text },
  lines: [{ app_id: text, sku: text, kind: text, title: { en: text, zh: text }, amount: text }],
  findings: [{ code: text, app_id: text }],
};

/** Live invoices, as text, and every fact that they were made from, as the ledger has it. */
export interface KeptMonths {
  /** By month and customer id; `document` is JSON of an `IssuedDocument`. */
  invoices: { document: string; content_sha256: string | null }[];
  facts: KeptFacts;
}

/** A live invoice with what it was made from. */
export interface IssuedMonth {
  document: IssuedDocument;
  /** Absent for invoices of imbill 0.1. */
  facts: BillingFacts | undefined;
}

/** The invoices of a range of months that were issued and not voided; everything is read at once. */
export async function keptMonths(database: Database, from: Month, to: Month): Promise<KeptMonths> {
  const live = `from invoices
     where kind = 'invoice' and month between $from and $to
       and number not in (select number from voids)`;
  const [invoices, facts] = await together([
    database.rows<KeptMonths['invoices'][number]>(
      `select cast(to_json(from_json(document, $structure)) as varchar) as document, content_sha256
       ${live} order by month, customer_id`,
      { from, to, structure: JSON.stringify(documentStructure) },
    ),
    factsOfContents(database, `select content_sha256 ${live}`, { from, to }),
  ]);
  return { invoices, facts };
}

/**
 * The invoices one after the other, each made of its text when it is asked for: years of them need
 * not be in memory at once.
 *
 * @throws {UserError} (exit 1) After the last one, naming every invoice of which a fact is missing or
 *   was altered.
 */
export function* issuedMonths({ invoices, facts }: KeptMonths): Generator<IssuedMonth> {
  const problems: string[] = [];
  for (const { document: json, content_sha256: hash } of invoices) {
    const document = JSON.parse(json) as IssuedDocument;
    try {
      const made = hash === null ? undefined : contentIn(facts, hash);
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
