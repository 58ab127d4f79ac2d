import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { factsOfContents } from '../../src/ledger/contents.ts';
import { fileText, type LedgerDocument, numberedDocuments } from '../../src/ledger/documents.ts';
import { type DocumentLeaf, readDocumentLeaves } from '../../src/ledger/log/signed-log.ts';
import type { BundleParts, ProvenDocument } from '../../src/proof/bundle-files.ts';
import type { ChosenCheckpoint } from '../../src/proof/choose-checkpoint.ts';
import { factsOfContent } from '../../src/proof/facts-of-content.ts';
import type { OpenedLog } from './open-log.ts';

/** A document with all parts of its bundle. */
export interface ProvableDocument {
  parts: BundleParts;
  /** Index of its log entry, from 0. */
  index: number;
  checkpoint: ChosenCheckpoint;
}

/**
 * Reads the parts of the bundles of some documents.
 *
 * @throws {UserError} (exit 1) If a document or a fact was altered in the ledger.
 */
export async function readProvable(
  database: Database,
  numbers: readonly string[],
  log: OpenedLog,
): Promise<ProvableDocument[]> {
  const documents = await numberedDocuments(database, numbers);
  const before = await readBefore(database, numbers);
  const leaves = await readDocumentLeaves(
    database,
    [...documents, ...[...before.values()].flat()].map(({ position }) => position),
  );
  const contents = documents.flatMap(({ contentSha256 }) => contentSha256 ?? []);
  const facts = await factsOfContents(database, contents);
  return documents.map((one) => {
    const { index } = leafOf(one, leaves);
    const checkpoint = log.choose(index)!;
    const proven = (document: LedgerDocument) =>
      provenDocument(document, { leaves, checkpoint, log });
    const parts: BundleParts = {
      ...proven(one),
      ...factsOf(one, facts),
      ...log.partsOf(checkpoint),
      before: (before.get(one.number) ?? []).map(proven),
    };
    return { parts, index, checkpoint };
  });
}

/**
 * Refuses documents that no signed checkpoint has, before anything is written.
 *
 * @throws {UserError} (exit 3) Naming the first of them.
 */
export async function refuseUnsigned(
  database: Database,
  numbers: readonly string[],
  log: OpenedLog,
): Promise<void> {
  const rows = await database.rows<{ number: string; index: bigint | null }>(
    `select number, max(log_entries.position) as index
     from invoices left join log_entries on log_entries.kind = 'document' and id = invoices.position
     where number in (select unnest(from_json($numbers, '["VARCHAR"]')))
     group by number order by number`,
    { numbers: JSON.stringify(numbers) },
  );
  const unsigned = rows.filter(
    ({ index }) => index === null || log.choose(Number(index)) === undefined,
  );
  const [first] = unsigned;
  if (first === undefined) return;
  const others = unsigned.length === 1 ? '' : ` and ${unsigned.length - 1} more`;
  throw new UserError(
    `No signed checkpoint of the log has ${first.number}${others} yet; nothing was written.\nSign the log: set log.key in imbill.yaml (or IMBILL_KEY) and run a command that writes, such as imbill load.`,
    exitCodes.badInput,
  );
}

/** Reads the customer's documents of the month before each correction, by the number of the correction. */
async function readBefore(
  database: Database,
  numbers: readonly string[],
): Promise<Map<string, LedgerDocument[]>> {
  const rows = await database.rows<{ number: string; earlier: string }>(
    `select one.number, earlier.number as earlier
     from invoices as one
     inner join invoices as earlier
       on one.customer_id = earlier.customer_id and one.month = earlier.month
       and earlier.position < one.position
     where one.kind <> 'invoice' and one.number in (select unnest(from_json($numbers, '["VARCHAR"]')))
     order by one.position, earlier.position`,
    { numbers: JSON.stringify(numbers) },
  );
  const earlier = await numberedDocuments(database, [...new Set(rows.map((row) => row.earlier))]);
  const byNumber = new Map(earlier.map((document) => [document.number, document]));
  const before = new Map<string, LedgerDocument[]>();
  for (const { number, earlier: other } of rows)
    before.set(number, [...(before.get(number) ?? []), byNumber.get(other)!]);
  return before;
}

function provenDocument(
  document: LedgerDocument,
  { leaves, checkpoint, log }: { leaves: Leaves; checkpoint: ChosenCheckpoint; log: OpenedLog },
): ProvenDocument {
  const { index, entry } = leafOf(document, leaves);
  const text = fileText(document.text);
  const logged = (JSON.parse(entry) as { document: string }).document;
  if (sha256Of(text) !== logged)
    throw altered(`${document.number} is not the document that the log has (SHA-256 ${logged})`);
  return {
    number: document.number,
    document: text,
    entry,
    proof: log.inclusionOf(index, checkpoint),
  };
}

type Leaves = ReadonlyMap<bigint, DocumentLeaf>;

function leafOf({ number, position }: LedgerDocument, leaves: Leaves): DocumentLeaf {
  const leaf = leaves.get(position);
  if (leaf === undefined) throw altered(`The log has no entry of ${number}`);
  return leaf;
}

function factsOf(
  { number, contentSha256 }: LedgerDocument,
  facts: StoredFacts,
): Pick<BundleParts, 'facts'> {
  if (contentSha256 === null) return {};
  try {
    return { facts: factsOfContent(facts, contentSha256) };
  } catch (error) {
    if (error instanceof DamagedFact) throw altered(`${number}: ${error.message}`);
    throw error;
  }
}

function altered(what: string): UserError {
  return new UserError(
    `${what}, so it cannot be proved.\nThe ledger was altered. imbill invoice verify says where.`,
    exitCodes.failed,
  );
}
