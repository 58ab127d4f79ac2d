import { exitCodes, UserError } from '../../src/base/errors.ts';
import { quotedText } from '../../src/base/visible-characters.ts';
import type { ClosedMonth, CloseOptions } from '../../src/jobs/close.ts';
import { forgetDrafts } from '../../src/ledger/approvals/kept-drafts.ts';
import { personIn } from '../../src/ledger/approvals/person-name.ts';
import { closingOf, closingTotals, ledgerEnd, recordClosing } from '../../src/ledger/closings.ts';
import { findAnomalies } from '../anomalies/find-anomalies.ts';
import type { Effects } from '../effects/effects.ts';
import type { Refusal } from '../issue/refusal.ts';
import { measure } from '../measure/measure.ts';
import { price } from '../price/price.ts';
import { verify } from '../prove/verify.ts';
import { findMissing } from '../ready/find-missing.ts';
import { publishAfter } from '../report/publish.ts';
import { codesToAccept } from './codes-to-accept.ts';
import {
  refuseCodes,
  refuseDifferences,
  refuseOpenMonth,
  refuseUnbilled,
} from './refuse-closing.ts';

/** Closes a month and publishes it. */
export function closeAndPublish(options: CloseOptions, effects: Effects): Promise<ClosedMonth> {
  const person = personIn(options.by, '--by');
  return publishAfter(effects, () => close(options, person, effects));
}

/**
 * Closes the books of a month: from now on no document is issued with its date. Loads no file, and
 * verifies the whole workspace before.
 *
 * @throws {UserError} (exit 4) With everything that must be done before, or if it is closed already.
 */
async function close(
  { month, accept, reason = '' }: CloseOptions,
  person: string,
  effects: Effects,
): Promise<ClosedMonth> {
  const { warehouse } = effects;
  await assertNotClosed(month, effects);
  await findMissing(month, effects);
  await measure(month, effects);
  const priced = await price(month, effects);
  await findAnomalies(month, priced, effects);
  const codes = await codesToAccept(month, priced.findings, effects);
  const verified = await verify({ isQuick: false }, effects);
  const refusals = [
    ...(await refuseOpenMonth(month, effects)),
    ...(await refuseUnbilled(month, priced, warehouse)),
    ...refuseDifferences(verified.differences),
    ...refuseCodes(month, codes, accept),
  ];
  if (refusals.length > 0) throw notClosed(month, refusals);
  const { documents, facts, reports, batches, segments } = verified;
  return warehouse.transaction(async () => {
    await forgetDrafts(warehouse, month);
    const ledger = await ledgerEnd(warehouse);
    const totals = await closingTotals(warehouse, month, ledger.position);
    const counts = { documents, facts, reports, batches, segments };
    const record = { closed_by: person, accepted: codes, totals, ledger, verified: counts };
    const why = reason.trim();
    const { closed_at, entry } = await recordClosing(warehouse, month, record, why);
    return { month, ...record, reason: why, closed_at, entry };
  });
}

/** @throws {UserError} (exit 4) If the month is closed, by itself or with a later one. */
async function assertNotClosed(month: string, { warehouse }: Effects): Promise<void> {
  const closing = await closingOf(warehouse, month);
  if (closing === undefined) return;
  const { month: closed, closed_by, closed_at } = closing;
  throw new UserError(
    `${month} is closed: ${quotedText(closed_by)} closed ${closed} at ${closed_at}.\nNothing was changed. imbill reopen --month ${closed} --by NAME --reason TEXT opens ${closed} again.`,
    exitCodes.nothingToDo,
  );
}

function notClosed(month: string, refusals: readonly Refusal[]): UserError {
  const lines = [
    `${month} was not closed.`,
    ...refusals.flatMap(({ reason, lines = [], nextStep }) => [reason, ...lines, nextStep]),
  ];
  const details = { month, refusals: refusals.map(({ code, reason }) => ({ code, reason })) };
  return new UserError(lines.join('\n'), exitCodes.nothingToDo, { details });
}
