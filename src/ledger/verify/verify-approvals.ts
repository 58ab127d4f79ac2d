import { DamagedFact } from '../../billing/facts.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { readDrafts } from '../approvals/approvals.ts';
import { hashDrafts } from '../approvals/drafts-hash.ts';
import type { IssuedUnder } from '../approvals/issued-under.ts';
import { readKeptDrafts } from '../approvals/kept-drafts.ts';
import { isSamePerson } from '../approvals/person-name.ts';
import { comparison, type Difference } from '../difference.ts';
import { numberedDocuments } from '../documents.ts';

/** Details of an entry about approvals; a person may have altered them. */
interface Detail extends IssuedUnder {
  numbers?: string[];
  documents?: { number: string }[];
}

interface Entry {
  entry: bigint;
  action: string;
  subject: string;
  detail: Detail;
}

/** An approval that holds at some entry of the audit. */
interface Holding {
  subject: string;
  sha256: string;
  by: string;
}

type Compare = ReturnType<typeof comparison>;

/**
 * Compares approved drafts with their hash, and issued documents with the drafts that were approved for
 * them. Finds documents that were issued against the rule of their time.
 */
export async function verifyApprovals(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  let holding: Holding[] = [];
  for (const one of await readEntries(database)) {
    const compare = comparison('approvals', `audit entry ${one.entry}`, differences);
    const { subject, detail } = one;
    const sha256 = String(detail.drafts_sha256);
    if (one.action === 'approve') {
      await compareDrafts(database, one, compare);
      holding.push({ subject, sha256, by: String(detail.approved_by) });
    } else if (one.action === 'withdraw-approval')
      holding = holding.filter((known) => known.subject !== subject || known.sha256 !== sha256);
    else await compareIssued(database, one, holding, compare);
  }
  await compareKept(database, differences);
  return differences;
}

async function readEntries(database: Database): Promise<Entry[]> {
  const rows = await database.rows<{
    entry: bigint;
    action: string;
    subject: string;
    detail: string;
  }>(queryText('ledger/approval_entries'));
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Detail }));
}

/** Compares drafts with the hash under which a person approved them. */
async function compareDrafts(
  database: Database,
  { subject, detail }: Entry,
  compare: Compare,
): Promise<void> {
  const sha256 = String(detail.drafts_sha256);
  try {
    const drafts = await readDrafts(database, sha256);
    compare('content hash of the approved drafts', sha256, hashDrafts(subject, drafts).sha256);
  } catch (error) {
    if (!(error instanceof DamagedFact)) throw error;
    compare('approved drafts', 'as they were approved', error.message);
  }
}

/** Compares issued documents with the approval that the audit names for them. */
async function compareIssued(
  database: Database,
  { subject, detail }: Entry,
  holding: readonly Holding[],
  compare: Compare,
): Promise<void> {
  const { drafts_sha256: sha256, approved_by = [], approval_rule: rule, issued_by } = detail;
  const own = holding.filter((known) => known.subject === subject && known.sha256 === sha256);
  for (const name of approved_by)
    if (!own.some(({ by }) => by === name)) compare(`approval of ${name}`, 'an entry', undefined);
  if (rule !== undefined && own.length === 0) compare('approval', rule, undefined);
  if (rule === 'four-eyes' && own.length > 0) {
    const others = own.filter(({ by }) => !isSamePerson(by, issued_by ?? ''));
    if (others.length === 0) compare('approved by', 'another person than the issuer', issued_by);
  }
  if (sha256 === undefined) return;
  const numbers = detail.numbers ?? (detail.documents ?? []).map(({ number }) => number);
  const documents = await numberedDocuments(database, numbers);
  compare('content hash of the issued documents', sha256, hashOfIssued(subject, documents));
}

/** Returns the content hash of issued documents; undefined if one cannot be read. */
function hashOfIssued(
  month: string,
  documents: Awaited<ReturnType<typeof numberedDocuments>>,
): string | undefined {
  try {
    const read = documents.map(({ document }) => document);
    return hashDrafts(month, read).sha256;
  } catch {
    return undefined;
  }
}

/** Compares the drafts that are kept for the pages with their hash. */
async function compareKept(database: Database, differences: Difference[]): Promise<void> {
  const months = await database.rows<{ month: string }>(
    'select month from draft_months union select month from drafts order by month',
  );
  for (const { month } of months) {
    const compare = comparison('approvals', `drafts of ${month}`, differences);
    const kept = await readKeptDrafts(database, month).catch(() => undefined);
    if (kept === undefined) compare('', 'drafts with a content hash', undefined);
    else compare('content hash', kept.sha256, hashDrafts(month, kept.drafts).sha256);
  }
}
