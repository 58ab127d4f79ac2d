import { exitCodes, UserError } from '../../src/base/errors.ts';
import { nearestName } from '../../src/base/nearest-name.ts';
import type { Month } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type {
  CorrectedCustomer,
  CorrectionOptions,
  CorrectionResult,
} from '../../src/jobs/correct.ts';
import { hashDrafts } from '../../src/ledger/approvals/drafts-hash.ts';
import type { IssuedUnder } from '../../src/ledger/approvals/issued-under.ts';
import { forgetDrafts } from '../../src/ledger/approvals/kept-drafts.ts';
import type { Cause } from '../../src/ledger/cause-texts.ts';
import { closingOf } from '../../src/ledger/closings.ts';
import { assertBilledOnce, recordReplacement } from '../../src/ledger/ledger.ts';
import { openMonth } from '../../src/ledger/open-month.ts';
import { recordAudit } from '../../src/warehouse/audit.ts';
import type { Effects } from '../effects/effects.ts';
import type { BilledMonth } from '../issue/billed-month.ts';
import { hashOf } from '../issue/drafts-of-month.ts';
import { issueWithFacts, readIssuedMonth } from '../issue/issue.ts';
import { measure } from '../measure/measure.ts';
import { type PricedMonth, price } from '../price/price.ts';
import { findMissing } from '../ready/find-missing.ts';
import { publishAfter } from '../report/publish.ts';
import { report } from '../report/report.ts';
import { assertCorrectionApproved } from './correction-drafts.ts';
import { buildCustomerChanges, type CustomerChange } from './customer-changes.ts';
import { orRolledBack } from './dry-run.ts';

/** Corrects a month, writes its reports again and publishes it. A dry run writes no reports. */
export function correctAndReport(
  options: CorrectionOptions,
  effects: Effects,
): Promise<CorrectionResult> {
  return publishAfter(effects, async () => {
    const { billed, ...result } = await correct(options, effects);
    if (!result.issued || result.documents.length === 0) return result;
    return { ...result, reports: await report(billed, effects) };
  });
}

interface Correction extends Omit<CorrectionResult, 'reports'> {
  /** The month's documents after the correction. */
  billed: BilledMonth;
}

/**
 * Corrects an issued month with what is known now. A customer whose amounts changed gets a credit or
 * debit note. A customer without an invoice gets a late one. All happens in one transaction; a dry run
 * rolls it back.
 *
 * @throws {UserError} (exit 4) If the month was never issued, or its corrections are not approved, (exit 3) if accounts or prices are wrong,
 *   (exit 2) if there is no such customer or `openMonth` is before what was issued.
 */
async function correct(
  { month, customer, openMonth: asked, isDryRun, approved, by }: CorrectionOptions,
  effects: Effects,
): Promise<Correction> {
  const { warehouse } = effects;
  await assertIssued(month, effects);
  const datedIn = await openMonth(warehouse, asked);
  await findMissing(month, effects);
  await measure(month, effects);
  const priced = await price(month, effects);
  return orRolledBack(warehouse, isDryRun, async () => {
    const all = await buildCustomerChanges(month, priced, datedIn, effects);
    if (customer !== undefined) await assertKnown(customer, month, priced, effects);
    const changes = all.filter((one) => customer === undefined || one.customerId === customer);
    const drafts = hashDrafts(
      month,
      changes.map(({ document }) => document),
    );
    const under = isDryRun ? {} : await assertCorrectionApproved(drafts, { approved, by }, effects);
    const documents = await issueWithFacts(month, changes, effects);
    await recordCorrections(month, { datedIn, under, changes, documents }, effects);
    const stored = await readIssuedMonth(month, priced.findings, effects, documents.length > 0);
    const shown = isDryRun ? documents.map(asPreview) : documents;
    return {
      month,
      issued: !isDryRun,
      dated_in: datedIn,
      corrections: changes.map((one, index) => correctedCustomer(one, shown[index]!)),
      documents: shown,
      drafts_sha256: hashOf(drafts),
      billed: { ...stored, newNumbers: documents.map(({ number }) => number), outdated: [] },
    };
  });
}

/**
 * Refuses a month without invoices, unless it is closed: then only a correction can bill it.
 *
 * @throws {UserError} (exit 4) If no invoice of the month was ever issued.
 */
async function assertIssued(month: Month, { warehouse }: Effects): Promise<void> {
  const rows = await warehouse.rows<{ month: string }>(
    'select distinct month from invoices order by month',
  );
  if (rows.some((row) => row.month === month)) return;
  if ((await closingOf(warehouse, month)) !== undefined) return;
  const issued = rows.map((row) => row.month).join(', ');
  throw new UserError(
    `Nothing was issued for ${month}, so there is nothing to correct.\n${issued === '' ? 'No month was issued yet.' : `Issued: ${issued}.`} imbill run --month ${month} issues it.`,
    exitCodes.nothingToDo,
  );
}

/**
 * Refuses an unknown customer.
 *
 * @throws {UserError} (exit 2) If neither the accounts nor the month's documents name the customer.
 */
async function assertKnown(
  customer: string,
  month: Month,
  { customers, without }: PricedMonth,
  { warehouse }: Effects,
): Promise<void> {
  const rows = await warehouse.rows<{ customer_id: string }>(
    'select distinct customer_id from invoices where month = $month',
    { month },
  );
  const known = [
    ...[...customers, ...without].map(({ draft }) => draft.customer_id),
    ...rows.map(({ customer_id }) => customer_id),
  ];
  if (known.includes(customer)) return;
  const nearest = nearestName(customer, known);
  throw new UserError(
    `There is no customer ${JSON.stringify(customer)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}\nAccepted: a customer_id of accounts/customers.csv, or of a document of ${month}.`,
    exitCodes.wrongUsage,
  );
}

interface IssuedCorrections {
  datedIn: Month;
  /** Approval of the documents. */
  under: IssuedUnder;
  changes: readonly CustomerChange[];
  documents: readonly InvoiceDocument[];
}

async function recordCorrections(
  month: Month,
  { datedIn, under, changes, documents }: IssuedCorrections,
  { warehouse }: Effects,
): Promise<void> {
  if (documents.length === 0) return;
  await forgetDrafts(warehouse, month);
  for (const [index, { document }] of changes.entries())
    if (document.kind === undefined && document.refers_to !== undefined)
      await recordReplacement(warehouse, document.refers_to, documents[index]!.number);
  await assertBilledOnce(warehouse);
  await recordAudit(warehouse, {
    action: 'correct',
    subject: month,
    reason: '',
    detail: {
      dated_in: datedIn,
      ...under,
      documents: documents.map(({ number, customer_id, total }, index) => ({
        number,
        customer_id,
        total,
        causes: describeCauses(changes[index]!.causes.flat()),
      })),
    },
  });
}

/** Lists each cause once, with its details. */
function describeCauses(causes: readonly Cause[]): string[] {
  const texts = causes.map(({ code, details }) =>
    details.length === 0 ? code : `${code}: ${details.join(', ')}`,
  );
  return [...new Set(texts)];
}

/** Gives a dry run's document a preview number, and no place in the ledger. */
function asPreview({ ledger: _, ...document }: InvoiceDocument): InvoiceDocument {
  return { ...document, number: `PREVIEW-${document.month}-${document.customer_id}` };
}

function correctedCustomer(change: CustomerChange, document: InvoiceDocument): CorrectedCustomer {
  const { number, kind = 'invoice', refers_to, customer_id, customer_name, currency } = document;
  return {
    number,
    kind,
    ...(refers_to === undefined ? {} : { refers_to }),
    customer_id,
    customer_name,
    currency,
    issued: change.issued,
    now: change.now,
    difference: amountDue(document),
    lines: change.differences.map(({ lines: _, ...difference }, index) => ({
      ...difference,
      causes: change.causes[index] ?? [],
    })),
  };
}
