import type { Month } from '../src/calendar/month.ts';
import type { Database } from '../src/engines/duckdb.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { type BillingFacts, contentOf, factsOfContents } from '../src/ledger/billing-facts.ts';
import { DamagedFact } from '../src/ledger/facts.ts';

/** A live invoice with what it was made from. */
export interface IssuedMonth {
  document: InvoiceDocument;
  /** Absent for invoices of imbill 0.1. */
  facts: BillingFacts | undefined;
}

/**
 * The live invoices of a range of months, by month and customer id: those that were issued and not
 * voided. All facts are read at once.
 *
 * @throws {UserError} (exit 1) Naming every invoice of which a fact is missing or was altered.
 */
export async function issuedMonths(
  database: Database,
  from: Month,
  to: Month,
): Promise<IssuedMonth[]> {
  const rows = await database.rows<{ document: string; content_sha256: string | null }>(
    `select document, content_sha256 from invoices
     where kind = 'invoice' and month between $from and $to
       and number not in (select number from voids)
     order by month, customer_id`,
    { from, to },
  );
  const hashes = rows.flatMap(({ content_sha256 }) => content_sha256 ?? []);
  const facts = await factsOfContents(database, hashes);
  const problems: string[] = [];
  const months: IssuedMonth[] = [];
  for (const { document: text, content_sha256: hash } of rows) {
    const document = JSON.parse(text) as InvoiceDocument;
    try {
      const made = hash === null ? undefined : await contentOf(facts, hash);
      months.push({ document, facts: made?.facts });
    } catch (error) {
      if (!(error instanceof DamagedFact)) throw error;
      problems.push(`${document.number}: ${error.message}`);
    }
  }
  if (problems.length === 0) return months;
  throw new UserError(
    `${problems.join('\n')}\nimbill invoice verify says what in the ledger was altered.`,
    exitCodes.failed,
  );
}
