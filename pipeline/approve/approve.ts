import { exitCodes, UserError } from '../../src/base/errors.ts';
import { quotedText } from '../../src/base/visible-characters.ts';
import type { ApproveOptions, ApproveResult } from '../../src/jobs/approve.ts';
import {
  readApprovals,
  recordApproval,
  recordWithdrawnApproval,
  validApprovals,
} from '../../src/ledger/approvals/approvals.ts';
import { isNamedHash } from '../../src/ledger/approvals/content-hash.ts';
import { draftChanges } from '../../src/ledger/approvals/draft-changes.ts';
import type { HashedDrafts } from '../../src/ledger/approvals/drafts-hash.ts';
import { personIn } from '../../src/ledger/approvals/person-name.ts';
import { totalsByCurrency } from '../../src/ledger/summarise.ts';
import { correctionDrafts, correctionWording } from '../correct/correction-drafts.ts';
import { reasonIn } from '../correct/withdraw.ts';
import type { Effects } from '../effects/effects.ts';
import { changedLines, knownDrafts, monthWording, type Wording } from '../issue/check-approval.ts';
import { draftsToIssue } from '../issue/drafts-of-month.ts';
import { measure } from '../measure/measure.ts';
import { price } from '../price/price.ts';
import { publishAfter } from '../report/publish.ts';

/** Approves drafts, or withdraws their approvals, and publishes it. */
export function approveAndPublish(
  options: ApproveOptions,
  effects: Effects,
): Promise<ApproveResult> {
  const person = personIn(options.by, '--by');
  return publishAfter(effects, () =>
    options.isWithdrawn ? withdraw(options, person, effects) : approve(options, person, effects),
  );
}

/**
 * Records that a person approved the drafts of a month, or the documents of its correction. Loads no
 * file: only the drafts that the loaded files give have the hash.
 *
 * @throws {UserError} (exit 4) If there is nothing to approve, or the drafts have another hash.
 */
async function approve(
  { month, hash, reason }: ApproveOptions,
  person: string,
  effects: Effects,
): Promise<ApproveResult> {
  const { warehouse, approval: rule } = effects;
  const candidates = await draftsOf(month, hash, effects);
  const found = candidates.find(({ drafts }) => isNamedHash(drafts.sha256, hash));
  if (found === undefined) throw await unlike(month, hash, candidates, effects);
  const { drafts, wording } = found;
  const { isNew } = await warehouse.transaction(() =>
    recordApproval(warehouse, drafts, { by: person, reason: reason?.trim() ?? '' }),
  );
  return {
    month,
    action: 'approve',
    drafts_sha256: drafts.sha256,
    is_new: isNew,
    approvals: validApprovals(await readApprovals(warehouse, month), drafts.sha256),
    drafts: drafts.drafts.length,
    totals: totalsByCurrency(drafts.drafts),
    rule: rule ?? null,
    of: wording.of,
  };
}

interface Candidate {
  drafts: HashedDrafts;
  wording: Wording;
}

/**
 * Returns the drafts of the month that a person may approve: those that a run issues, and, unless they
 * have the hash, those of its correction.
 */
async function draftsOf(month: string, hash: string, effects: Effects): Promise<Candidate[]> {
  await measure(month, effects);
  const priced = await price(month, effects);
  const open = await draftsToIssue(month, priced, effects);
  const isOpen = open.drafts.length > 0 && isNamedHash(open.sha256, hash);
  const corrections = isOpen ? [] : await correctionDrafts(month, priced, effects);
  return [
    { drafts: open, wording: monthWording(month) },
    ...corrections.map((drafts) => ({ drafts, wording: correctionWording(month) })),
  ].filter(({ drafts }) => drafts.drafts.length > 0);
}

/** Explains that no drafts have the named hash, and what changed since they had it. */
async function unlike(
  month: string,
  hash: string,
  [current]: readonly Candidate[],
  { warehouse }: Effects,
): Promise<UserError> {
  if (current === undefined)
    return new UserError(
      `There is nothing to approve for ${month}: every customer with charges has an invoice, and no amount changed since.\nimbill invoice list --month ${month} lists them.`,
      exitCodes.nothingToDo,
    );
  const { drafts, wording } = current;
  const before = await knownDrafts(warehouse, month, hash);
  const changes = before && draftChanges(before, drafts.drafts);
  return new UserError(
    [
      `The ${wording.drafts} do not have the content hash ${hash.toLowerCase()}: it is ${drafts.sha256}.`,
      ...changedLines(changes),
      `Nothing was approved. Look at them with ${wording.show}, and approve the hash that it shows.`,
    ].join('\n'),
    exitCodes.nothingToDo,
    {
      details: {
        drafts_sha256: drafts.sha256,
        approved_sha256: hash.toLowerCase(),
        changes: changes ?? null,
      },
    },
  );
}

/**
 * Withdraws all approvals of some drafts.
 *
 * @throws {UserError} (exit 2) Without a reason; (exit 4) if there is no such approval, or documents
 *   were issued by it.
 */
async function withdraw(
  { month, hash, reason }: ApproveOptions,
  person: string,
  { warehouse, approval: rule }: Effects,
): Promise<ApproveResult> {
  const why = reasonIn(reason, '--withdraw');
  const named = (await readApprovals(warehouse, month)).filter((one) =>
    isNamedHash(one.drafts_sha256, hash),
  );
  const open = named.findLast((one) => !one.is_withdrawn && !one.is_issued);
  if (open === undefined) throw noApproval(month, hash, named);
  const sha256 = open.drafts_sha256;
  await warehouse.transaction(() =>
    recordWithdrawnApproval(warehouse, { month, sha256 }, { by: person, reason: why }),
  );
  return {
    month,
    action: 'withdraw-approval',
    drafts_sha256: sha256,
    is_new: true,
    approvals: [],
    drafts: 0,
    totals: [],
    rule: rule ?? null,
    of: 'month',
  };
}

function noApproval(
  month: string,
  hash: string,
  named: readonly { is_issued: boolean; approved_by: string }[],
): UserError {
  const issued = named.findLast((one) => one.is_issued);
  const why =
    issued !== undefined
      ? `Documents were issued by the approval of ${quotedText(issued.approved_by)}; they stay. imbill correct and imbill invoice void change what is owed.`
      : named.length > 0
        ? 'It was withdrawn already.'
        : 'imbill status lists the approvals of drafts.';
  return new UserError(
    `There is no approval to withdraw of drafts of ${month} with the content hash ${hash.toLowerCase()}.\n${why} Nothing was changed.`,
    exitCodes.nothingToDo,
  );
}
