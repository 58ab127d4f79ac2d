import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { SqlTexts } from '../../src/duckdb/sql-files.ts';
import type { InvoiceLine } from '../../src/invoice/document.ts';
import type { ExplainedMonth } from '../../src/jobs/explain-month.ts';
import { factsOfContents } from '../../src/ledger/contents.ts';
import { type LedgerDocument, ledgerDocuments } from '../../src/ledger/documents.ts';
import { batchKey, type Evidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { describeValues } from './explain-charge.ts';
import { type DocumentOrigins, originsOf } from './explain-document.ts';
import { sumUp } from './explained-share.ts';
import { type Recount, withRecount } from './recount.ts';
import { traceCorrections } from './trace-corrections.ts';

/** Number of documents whose facts are read at a time. */
const documentsAtATime = 200;

/**
 * Explains all amounts of a month down to delivered lines, orders and day values, and verifies it: usage is counted
 * again from these lines, orders are looked up in the facts, and the amounts are rated again.
 *
 * @throws {UserError} (exit 4) If the month has no document.
 */
export async function explainMonth(month: Month, effects: ReadEffects): Promise<ExplainedMonth> {
  const { warehouse } = effects;
  await findChosenNumbers(warehouse, { month });
  const documents = await ledgerDocuments(warehouse, { month });
  const before = linesBeforeEach(documents);
  const found = new Map<string, DocumentOrigins>();
  const progress = effects.progress.start('Explaining', documents.length);
  const explainAll = async (some: readonly LedgerDocument[], recount?: Recount) => {
    const origins: DocumentOrigins[] = [];
    for await (const [one, facts] of withFacts(some, warehouse)) {
      origins.push(originsOf(one, { facts, recount, before: before.get(one.number) ?? [] }));
      progress.advance(one.number);
    }
    if (recount !== undefined) await addLines(origins, recount);
    for (const one of origins) found.set(one.document.number, one);
  };
  try {
    for (const { counting, documents: some } of await groupsOf(documents, warehouse))
      if (counting === undefined) await explainAll(some);
      else await withRecount(counting, effects, (recount) => explainAll(some, recount));
  } finally {
    progress.end();
  }
  return sumUp(month, traceCorrections(documents.map(({ number }) => found.get(number)!)));
}

/** Returns, for each document, the lines of the customer's earlier documents of the month. */
function linesBeforeEach(documents: readonly LedgerDocument[]): Map<string, InvoiceLine[]> {
  const ofCustomers = new Map<string, InvoiceLine[]>();
  return new Map(
    documents.map(({ number, document: { customer_id, lines } }) => {
      const before = ofCustomers.get(customer_id) ?? [];
      ofCustomers.set(customer_id, [...before, ...lines]);
      return [number, before];
    }),
  );
}

async function* withFacts(
  documents: readonly LedgerDocument[],
  warehouse: Database,
): AsyncGenerator<[LedgerDocument, StoredFacts]> {
  for (let from = 0; from < documents.length; from += documentsAtATime) {
    const part = documents.slice(from, from + documentsAtATime);
    const contents = part.flatMap(({ contentSha256 }) => contentSha256 ?? []);
    const facts = await factsOfContents(warehouse, contents);
    for (const one of part) yield [one, facts];
  }
}

/** Adds the delivered lines behind the values that decide the charges. */
async function addLines(origins: readonly DocumentOrigins[], recount: Recount): Promise<void> {
  const lines = origins.flatMap((one) => one.lines);
  const counted = await recount.linesOf(lines.flatMap(({ wanted }) => wanted));
  for (const line of lines) line.values = describeValues(line.wanted, recount, counted);
}

/** Documents whose usage was counted from the same batches with the same SQL. */
interface CountedTogether {
  /** Undefined if the ledger does not know it: of documents of imbill 0.1, and of damaged facts. */
  counting: { evidence: Evidence; sql: SqlTexts } | undefined;
  documents: LedgerDocument[];
}

/** Groups documents, so that usage is counted again once a group. */
async function groupsOf(
  documents: readonly LedgerDocument[],
  warehouse: Database,
): Promise<CountedTogether[]> {
  const contents = documents.flatMap(({ contentSha256 }) => contentSha256 ?? []);
  const rules = await warehouse.rows<{ sha256: string; sql_sha256: string }>(
    queryText('explain/rules_of_contents'),
    { contents: JSON.stringify(contents) },
  );
  const rulesOf = new Map(rules.map(({ sha256, sql_sha256 }) => [sha256, sql_sha256]));
  const evidences = new Map<string | null, Promise<KnownEvidence | undefined>>();
  const groups = new Map<string, CountedTogether>();
  for (const one of documents) {
    const { evidenceSha256: sha256 } = one;
    const known = evidences.get(sha256) ?? readEvidence(sha256, warehouse);
    evidences.set(sha256, known);
    const evidence = await known;
    const rule = rulesOf.get(one.contentSha256 ?? '');
    const key = `${evidence?.key} ${rule}`;
    const group = groups.get(key) ?? {
      counting: evidence && rule ? await countingOf(evidence, rule, warehouse) : undefined,
      documents: [],
    };
    group.documents.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

interface KnownEvidence {
  evidence: Evidence;
  /** Hash of the batches and settings. */
  key: string;
}

async function readEvidence(
  sha256: string | null,
  warehouse: Database,
): Promise<KnownEvidence | undefined> {
  if (sha256 === null) return undefined;
  const evidence = await intact(readFact<Evidence>(warehouse, sha256));
  if (evidence === undefined) return undefined;
  const { settings, batches } = evidence;
  return { evidence, key: sha256Of(canonicalJson([settings, batches.map(batchKey)])) };
}

async function countingOf(
  { evidence }: KnownEvidence,
  rule: string,
  warehouse: Database,
): Promise<CountedTogether['counting']> {
  const sql = await intact(readFact<SqlTexts>(warehouse, rule));
  return sql && { evidence, sql };
}

/** Returns a fact; undefined if it is missing or altered, which the document's own facts then tell. */
async function intact<T>(fact: Promise<T>): Promise<T | undefined> {
  try {
    return await fact;
  } catch (error) {
    if (error instanceof DamagedFact) return undefined;
    throw error;
  }
}
