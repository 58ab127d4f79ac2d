import { quotedText } from '../../src/base/visible-characters.ts';
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
import type { Refusal } from './refusal.ts';

/** Options of the person who issues documents. */
export interface IssuerOptions {
  /** Content hash of the drafts that were approved, or its first digits. */
  approved?: string | undefined;
  /** Name of the issuer; absent = the user of the process. */
  by?: string | undefined;
}

/** A reason for which drafts are not issued, with what changed since they were approved. */
export interface ApprovalRefusal extends Refusal {
  details: {
    drafts_sha256: string;
    /** Content hash that was approved; null if none was. */
    approved_sha256: string | null;
    /** Changes since; null if the approved drafts are not known. */
    changes: DraftChange[] | null;
  };
}

/** Decision about drafts that are about to be issued: one of both is there. */
export type ApprovalCheck =
  | { refusal: ApprovalRefusal; under?: undefined }
  | { refusal?: undefined; under: IssuedUnder };

/** Words for what is about to be issued, for messages. */
export interface Wording {
  of: 'month' | 'correction';
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
    of: 'month',
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
  return refusalOf(drafts, before, {
    code: 'drafts-changed',
    approved: named,
    reason: `The ${wording.drafts} are not those of --approved ${named}: their content hash is now ${drafts.sha256}.`,
    wording,
  });
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
  if (last === undefined)
    return refusalOf(drafts, [], {
      code: 'not-approved',
      approved: null,
      reason: `Nobody approved the ${wording.drafts}; approval in imbill.yaml demands it. Their content hash is ${sha256}.`,
      wording,
    });
  const approved = last.drafts_sha256;
  return refusalOf(drafts, await readApprovedDrafts(warehouse, manifest.month, approved), {
    code: 'drafts-changed',
    approved,
    reason: `The ${wording.drafts} are not those that ${quotedText(last.approved_by)} approved with the content hash ${approved}: it is now ${sha256}.`,
    wording,
  });
}

interface Refused {
  code: string;
  approved: string | null;
  reason: string;
  wording: Wording;
}

/** @param before Drafts that were approved; undefined if they are not known. */
function refusalOf(
  { sha256, drafts }: HashedDrafts,
  before: readonly ApprovedDraft[] | undefined,
  { code, approved, reason, wording }: Refused,
): ApprovalRefusal {
  const hasApproved = approved !== null;
  const changes = hasApproved ? before && draftChanges(before, drafts) : [];
  return {
    code,
    reason,
    ...(hasApproved && { lines: changedLines(changes) }),
    nextStep: nextStep(sha256, wording),
    details: { drafts_sha256: sha256, approved_sha256: approved, changes: changes ?? null },
  };
}

function samePersonRefusal(sha256: string, issuer: string, wording: Wording): ApprovalRefusal {
  const name = quotedText(issuer);
  return {
    code: 'approved-by-issuer',
    reason: `Only ${name} approved the ${wording.drafts}, and ${name} would issue them; approval: four-eyes in imbill.yaml demands two persons.`,
    nextStep: `Another person approves them: imbill approve --month ${wording.month} --hash ${sha256} --by NAME. Or another person issues them: ${wording.issue} --by NAME`,
    details: { drafts_sha256: sha256, approved_sha256: sha256, changes: [] },
  };
}

/** Reads drafts that were approved, or kept by the last preview. */
export async function knownDrafts(
  warehouse: Effects['warehouse'],
  month: string,
  named: string,
): Promise<ApprovedDraft[] | undefined> {
  const approved = await readApprovedDrafts(warehouse, month, named);
  if (approved !== undefined) return approved;
  const kept = await readKeptDrafts(warehouse, month);
  return kept !== undefined && isNamedHash(kept.sha256, named) ? kept.drafts : undefined;
}

/** Describes what changed since drafts were approved or shown, a line each. */
export function changedLines(changes: readonly DraftChange[] | undefined): string[] {
  if (changes !== undefined) return describeChanges(changes);
  return [
    'What changed is not known: drafts with this hash were neither approved nor shown by the last preview.',
  ];
}

function nextStep(sha256: string, { month, show, issue }: Wording): string {
  return `Look at them with ${show}, approve them with imbill approve --month ${month} --hash ${sha256} --by NAME, and then ${issue} --approved ${sha256}`;
}
