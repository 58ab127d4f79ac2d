import type { Month } from '../src/calendar/month.ts';
import type { Database } from '../src/engines/duckdb.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import type { InvoiceDocument } from '../src/invoice/document.ts';
import { type BillingFacts, contentOf, factsOfContents } from '../src/ledger/billing-facts.ts';
import { DamagedFact, type KeptFact } from '../src/ledger/facts.ts';

/** Live invoices as the ledger has them, as text, and every fact that they were made from. */
export interface KeptMonths {
  /** By month and customer id. */
  invoices: { document: string; content_sha256: string | null }[];
  facts: ReadonlyMap<string, KeptFact>;
}

/** A live invoice with what it was made from. */
export interface IssuedMonth {
  document: InvoiceDocument;
  /** Absent for invoices of imbill 0.1. */
  facts: BillingFacts | undefined;
}

/** The invoices of a range of months that were issued and not voided; everything is read at once. */
export async function keptMonths(database: Database, from: Month, to: Month): Promise<KeptMonths> {
  const invoices = await database.rows<{ document: string; content_sha256: string | null }>(
    `select document, content_sha256 from invoices
     where kind = 'invoice' and month between $from and $to
       and number not in (select number from voids)
     order by month, customer_id`,
    { from, to },
  );
  const hashes = invoices.flatMap(({ content_sha256 }) => content_sha256 ?? []);
  return { invoices, facts: await factsOfContents(database, hashes) };
}

/**
 * The invoices one after the other, each made of its text when it is asked for: years of them need
 * not be in memory at once.
 *
 * @throws {UserError} (exit 1) After the last one, naming every invoice of which a fact is missing or
 *   was altered.
 */
export async function* issuedMonths({ invoices, facts }: KeptMonths): AsyncGenerator<IssuedMonth> {
  const problems: string[] = [];
  for (const { document: text, content_sha256: hash } of invoices) {
    const document = JSON.parse(text) as InvoiceDocument;
    try {
      const made = hash === null ? undefined : await contentOf(facts, hash);
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
