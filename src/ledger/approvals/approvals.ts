import { parseFact } from '../../billing/facts.ts';
import type { Month } from '../../calendar/month.ts';
import type { Database } from '../../duckdb/duckdb.ts';
import { recordAudit } from '../../warehouse/audit.ts';
import { factOf, readFacts, storeFacts } from '../facts.ts';
import { isNamedHash } from './content-hash.ts';
import type { ApprovedDraft, DraftsManifest, HashedDrafts } from './drafts-hash.ts';
import { isSamePerson } from './person-name.ts';

/** A person's approval of the drafts of a month. The audit keeps it. */
export interface Approval {
  [column: string]: string | bigint | boolean;
  /** Entry of the audit. */
  entry: bigint;
  /** `YYYY-MM`. */
  month: string;
  /** Content hash of the drafts, lower-case hex. */
  drafts_sha256: string;
  /** Name that was given. */
  approved_by: string;
  /** Empty if none was given. */
  reason: string;
  /** User and machine. */
  recorded_by: string;
  is_withdrawn: boolean;
  /** True if documents were issued by it. */
  is_issued: boolean;
  /** RFC 3339, UTC. */
  approved_at: string;
}

/** Reads all approvals of a month, in their order; withdrawn ones, too. */
export function readApprovals(database: Database, month: Month): Promise<Approval[]> {
  return database.rows<Approval>('select * from approvals where month = $month order by entry', {
    month,
  });
}

/** Returns the approvals of some drafts that were not withdrawn. */
export function validApprovals(approvals: readonly Approval[], sha256: string): Approval[] {
  return approvals.filter((one) => !one.is_withdrawn && one.drafts_sha256 === sha256);
}

/**
 * Records that a person approved drafts, and keeps the drafts, within the caller's transaction. The same
 * approval again records nothing.
 *
 * @returns The approval, and if it is new.
 */
export async function recordApproval(
  database: Database,
  { sha256, manifest, drafts }: HashedDrafts,
  { by, reason }: { by: string; reason: string },
): Promise<{ approval: Approval; isNew: boolean }> {
  const { month } = manifest;
  const known = await findApproval(database, month, sha256, by);
  if (known !== undefined) return { approval: known, isNew: false };
  await storeFacts(database, [
    ...drafts.map((draft) => factOf('draft', draft)),
    factOf('drafts', manifest),
  ]);
  await recordAudit(database, {
    action: 'approve',
    subject: month,
    reason,
    detail: { drafts_sha256: sha256, approved_by: by },
  });
  return { approval: (await findApproval(database, month, sha256, by))!, isNew: true };
}

/** Records that all approvals of some drafts no longer hold, within the caller's transaction. */
export async function recordWithdrawnApproval(
  database: Database,
  { month, sha256 }: { month: Month; sha256: string },
  { by, reason }: { by: string; reason: string },
): Promise<void> {
  await recordAudit(database, {
    action: 'withdraw-approval',
    subject: month,
    reason,
    detail: { drafts_sha256: sha256, withdrawn_by: by },
  });
}

async function findApproval(
  database: Database,
  month: Month,
  sha256: string,
  by: string,
): Promise<Approval | undefined> {
  const valid = validApprovals(await readApprovals(database, month), sha256);
  return valid.findLast(({ approved_by }) => isSamePerson(approved_by, by));
}

/**
 * Reads drafts that were approved once.
 *
 * @param named Their content hash, or its first digits.
 * @returns Undefined if no such drafts of the month were approved.
 * @throws {DamagedFact} If they were altered.
 */
export async function readApprovedDrafts(
  database: Database,
  month: Month,
  named: string,
): Promise<ApprovedDraft[] | undefined> {
  const approvals = await readApprovals(database, month);
  const found = approvals.findLast(({ drafts_sha256 }) => isNamedHash(drafts_sha256, named));
  return found && readDrafts(database, found.drafts_sha256);
}

/**
 * Reads drafts by their content hash.
 *
 * @throws {DamagedFact} If one of them is missing or was altered.
 */
export async function readDrafts(database: Database, sha256: string): Promise<ApprovedDraft[]> {
  const { drafts } = parseFact<DraftsManifest>(await readFacts(database, [sha256]), sha256);
  const hashes = drafts.map((draft) => draft.sha256);
  const facts = await readFacts(database, hashes);
  return hashes.map((hash) => parseFact<ApprovedDraft>(facts, hash));
}
