import {
  type Approval,
  readApprovals,
  readApprovedDrafts,
  validApprovals,
} from '../../src/ledger/approvals/approvals.ts';
import { isNamedHash } from '../../src/ledger/approvals/content-hash.ts';
import { type DraftChange, draftChanges } from '../../src/ledger/approvals/draft-changes.ts';
import type { ApprovedDraft, HashedDrafts } from '../../src/ledger/approvals/drafts-hash.ts';
import type { IssuedUnder } from '../../src/ledger/approvals/issued-under.ts';
import { readKeptDrafts } from '../../src/ledger/approvals/kept-drafts.ts';
import { isSamePerson, personIn } from '../../src/ledger/approvals/person-name.ts';
import { userName } from '../../src/warehouse/user-name.ts';
import type { Effects } from '../effects/effects.ts';
import { describeChanges } from './describe-changes.ts';

/** What a person says who issues documents. */
export interface IssuerOptions {
  /** Content hash of the drafts that were approved, or its first digits. */
  approved?: string | undefined;
  /** Name of the issuer; absent = the user of the process. */
  by?: string | undefined;
}

/** A reason for which drafts are not issued. */
export interface ApprovalRefusal {
  message: string;
  /** Keys for the JSON document of the error. */
  details: {
    drafts_sha256: string;
    /** Content hash that was approved; null if none was. */
    approved_sha256: string | null;
    /** What changed since; null if the approved drafts are not known. */
    changes: DraftChange[] | null;
  };
}

/** Decision about drafts that are about to be issued: one of both is there. */
export type ApprovalCheck =
  | { refusal: ApprovalRefusal; under?: undefined }
  | { refusal?: undefined; under: IssuedUnder };

/** Words for what is about to be issued, for messages. */
export interface Wording {
  /** Billing month. */
  month: string;
  /** Such as `drafts of 2026-09`. */
  drafts: string;
  /** Command that shows them. */
  show: string;
  /** Command that issues them. */
  issue: string;
}

/** Returns the words for the drafts of a month. */
export function monthWording(month: string): Wording {
  return {
    month,
    drafts: `drafts of ${month}`,
    show: `imbill preview --month ${month}`,
    issue: `imbill run --month ${month}`,
  };
}

/**
 * Decides if drafts may be issued: by the hash that the issuer names, and by the rule of the workspace.
 *
 * @throws {UserError} (exit 2) If the issuer's name is not a name.
 */
export async function checkApproval(
  drafts: HashedDrafts,
  { approved, by }: IssuerOptions,
  { warehouse, approval: rule }: Effects,
  wording: Wording,
): Promise<ApprovalCheck> {
  const issuer = by === undefined ? userName() : personIn(by, '--by');
  const { sha256, manifest } = drafts;
  if (drafts.drafts.length === 0) return { under: {} };
  const all = await readApprovals(warehouse, manifest.month);
  if (approved !== undefined && !isNamedHash(sha256, approved))
    return { refusal: await changedRefusal(drafts, approved.toLowerCase(), warehouse, wording) };
  const valid = validApprovals(all, sha256);
  if (rule !== undefined && valid.length === 0)
    return { refusal: await missingRefusal(drafts, all, warehouse, wording) };
  if (rule === 'four-eyes' && valid.every((one) => isSamePerson(one.approved_by, issuer)))
    return { refusal: samePersonRefusal(sha256, issuer, wording) };
  const isNamed = approved !== undefined || valid.length > 0;
  return {
    under: {
      ...(isNamed && { drafts_sha256: sha256, approved_by: namesOf(valid) }),
      ...((isNamed || by !== undefined) && { issued_by: issuer }),
      ...(rule !== undefined && { approval_rule: rule }),
    },
  };
}

function namesOf(approvals: readonly Approval[]): string[] {
  return [...new Set(approvals.map(({ approved_by }) => approved_by))];
}

/** Refuses drafts that are not those that the issuer named. */
async function changedRefusal(
  drafts: HashedDrafts,
  named: string,
  warehouse: Effects['warehouse'],
  wording: Wording,
): Promise<ApprovalRefusal> {
  const before = await knownDrafts(warehouse, drafts.manifest.month, named);
  const changes = before && draftChanges(before, drafts.drafts);
  return {
    message: `The ${wording.drafts} are not those of --approved ${named}: their content hash is now ${drafts.sha256}.\n${changedText(changes)}\n${nextStep(drafts.sha256, wording)}`,
    details: { drafts_sha256: drafts.sha256, approved_sha256: named, changes: changes ?? null },
  };
}

/** Refuses drafts that nobody approved, and tells what changed since the last approval. */
async function missingRefusal(
  drafts: HashedDrafts,
  approvals: readonly Approval[],
  warehouse: Effects['warehouse'],
  wording: Wording,
): Promise<ApprovalRefusal> {
  const { sha256, manifest } = drafts;
  const last = approvals.findLast((one) => !one.is_withdrawn && !one.is_issued);
  const before = last && (await readApprovedDrafts(warehouse, manifest.month, last.drafts_sha256));
  const changes = before && draftChanges(before, drafts.drafts);
  const what =
    last === undefined
      ? `Nobody approved the ${wording.drafts}, and imbill.yaml demands it (approval). Their content hash is ${sha256}.`
      : `The ${wording.drafts} are not those that ${last.approved_by} approved (${last.drafts_sha256}): their content hash is now ${sha256}.\n${changedText(changes)}`;
  return {
    message: `${what}\n${nextStep(sha256, wording)}`,
    details: {
      drafts_sha256: sha256,
      approved_sha256: last?.drafts_sha256 ?? null,
      changes: changes ?? null,
    },
  };
}

function samePersonRefusal(sha256: string, issuer: string, wording: Wording): ApprovalRefusal {
  return {
    message: `Only ${issuer} approved the ${wording.drafts}, and ${issuer} issues them; approval: four-eyes in imbill.yaml demands two persons.\nAnother person approves them with imbill approve, or issues them: ${wording.issue} --by NAME. Nothing was issued.`,
    details: { drafts_sha256: sha256, approved_sha256: sha256, changes: [] },
  };
}

/** Reads drafts that were approved, or kept by the last preview. */
async function knownDrafts(
  warehouse: Effects['warehouse'],
  month: string,
  named: string,
): Promise<ApprovedDraft[] | undefined> {
  const approved = await readApprovedDrafts(warehouse, month, named);
  if (approved !== undefined) return approved;
  const kept = await readKeptDrafts(warehouse, month);
  return kept !== undefined && isNamedHash(kept.sha256, named) ? kept.drafts : undefined;
}

/** Describes what changed since drafts were approved. */
export function changedText(changes: readonly DraftChange[] | undefined): string {
  if (changes === undefined)
    return 'No drafts with that hash were approved or shown last, so what changed is not known.';
  return describeChanges(changes).join('\n');
}

function nextStep(sha256: string, { month, show, issue }: Wording): string {
  return `Nothing was issued. Look at the drafts of now with ${show}, approve them with imbill approve --month ${month} --hash ${sha256} --by NAME, and issue them with ${issue} --approved ${sha256}.`;
}
