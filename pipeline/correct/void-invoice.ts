import { exitCodes, UserError } from '../../src/base/errors.ts';
import { cancellationOf } from '../../src/billing/correction.ts';
import type { VoidOptions, VoidResult } from '../../src/jobs/void.ts';
import { personIn } from '../../src/ledger/approvals/person-name.ts';
import { readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import { type LedgerDocument, ledgerDocuments } from '../../src/ledger/documents.ts';
import { assertBilledOnce, recordReplacement, recordVoid } from '../../src/ledger/ledger.ts';
import { openMonth } from '../../src/ledger/open-month.ts';
import { unknownNumber } from '../../src/ledger/unknown-number.ts';
import { recordAudit } from '../../src/warehouse/audit.ts';
import type { Effects } from '../effects/effects.ts';
import type { BilledMonth } from '../issue/billed-month.ts';
import { issueWithFacts, readIssuedMonth } from '../issue/issue.ts';
import { measure } from '../measure/measure.ts';
import { price } from '../price/price.ts';
import { priceRemovedCustomer } from '../price/price-removed-customer.ts';
import { findMissing } from '../ready/find-missing.ts';
import { publishAfter } from '../report/publish.ts';
import { report } from '../report/report.ts';
import { buildLateInvoice } from './customer-changes.ts';
import { reasonIn } from './withdraw.ts';

/** Voids an invoice, writes the reports of its month again and publishes it. */
export function voidAndReport(options: VoidOptions, effects: Effects): Promise<VoidResult> {
  return publishAfter(effects, async () => {
    const { billed, ...result } = await voidInvoice(options, effects);
    return { ...result, reports: await report(billed, effects) };
  });
}

interface Voiding extends Omit<VoidResult, 'reports'> {
  /** The month's documents after the void. */
  billed: BilledMonth;
}

/**
 * Voids an invoice: a credit note takes it and its corrections back, and a new invoice bills what is
 * known now. The voided invoice stays in the ledger. All happens in one transaction.
 *
 * @throws {UserError} (exit 2) If there is no such invoice, it is a correction or no reason is given,
 *   (exit 4) if it was voided already, or the replacement needs an approval, (exit 3) if accounts or
 *   prices are wrong.
 */
async function voidInvoice(
  { number, reason, openMonth: asked, isReplaced, by }: VoidOptions,
  effects: Effects,
): Promise<Voiding> {
  const { warehouse } = effects;
  const why = reasonIn(reason, 'invoice void');
  const issuer = by === undefined ? undefined : personIn(by, '--by');
  const { month, document } = await readVoidable(number, effects);
  if (isReplaced && effects.approval !== undefined) throw replacementNotApproved(number, month);
  const datedIn = await openMonth(warehouse, asked);
  await findMissing(month, effects);
  await measure(month, effects);
  const priced = await price(month, effects);
  return warehouse.transaction(async () => {
    const billedCustomer = (await readBilledCustomers(warehouse, month)).get(document.customer_id)!;
    const known =
      [...priced.customers, ...priced.without].find(
        ({ draft }) => draft.customer_id === document.customer_id,
      ) ?? (await priceRemovedCustomer(billedCustomer, effects));
    const credited = cancellationOf(billedCustomer.lines, {
      base: document,
      refersTo: number,
      openMonth: datedIn,
      reason: why,
      books: known.facts.price_books,
    });
    const facts = { ...known.facts, issued_in: datedIn };
    const made = [{ document: credited, facts }];
    const [creditNote] = await issueWithFacts(month, made, effects);
    await recordVoid(warehouse, { number, reason: why, creditNote: creditNote!.number });
    const voided = (await readBilledCustomers(warehouse, month)).get(document.customer_id)!;
    const late = isReplaced ? buildLateInvoice(known, voided, datedIn) : [];
    const [replacement] = await issueWithFacts(month, late, effects);
    if (replacement !== undefined) await recordReplacement(warehouse, number, replacement.number);
    await assertBilledOnce(warehouse);
    const newNumbers = [creditNote!.number, ...(replacement ? [replacement.number] : [])];
    await recordAudit(warehouse, {
      action: 'void',
      subject: number,
      reason: why,
      detail: { dated_in: datedIn, numbers: newNumbers, ...(issuer && { issued_by: issuer }) },
    });
    const stored = await readIssuedMonth(month, priced.findings, effects, true);
    return {
      number,
      month,
      reason: why,
      dated_in: datedIn,
      credit_note: creditNote!,
      replacement: replacement ?? null,
      billed: { ...stored, newNumbers, outdated: [] },
    };
  });
}

/** Explains how an invoice is voided where documents need an approval. */
function replacementNotApproved(number: string, month: string): UserError {
  return new UserError(
    `${number} was not voided: the new invoice needs an approval (approval in imbill.yaml).\nVoid it with --no-replacement. Then imbill correct --month ${month} --dry-run shows the new invoice and its content hash, for imbill approve.`,
    exitCodes.nothingToDo,
  );
}

async function readVoidable(number: string, { warehouse }: Effects): Promise<LedgerDocument> {
  const [found] = await ledgerDocuments(warehouse, { number });
  if (found === undefined) throw await unknownNumber(warehouse, number, 'invoice');
  if (found.kind !== 'invoice')
    throw new UserError(
      `${number} is a ${found.kind.replace('_', ' ')} of ${found.document.refers_to}; corrections are not voided.\nVoid ${found.document.refers_to}, or correct the data and run imbill correct --month ${found.month}.`,
      exitCodes.wrongUsage,
    );
  const [voided] = await warehouse.rows<Record<'reason' | 'credit_note', string>>(
    'select reason, credit_note from voids where number = $number',
    { number },
  );
  if (voided === undefined) return found;
  throw new UserError(
    `${number} is already voided, with ${voided.credit_note}: ${voided.reason}\nNothing was changed.`,
    exitCodes.nothingToDo,
  );
}
