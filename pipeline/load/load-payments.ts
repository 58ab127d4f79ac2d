import { exitCodes, UserError } from '../../src/base/errors.ts';
import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { KnownDebtors, PayableDocument } from '../../src/ledger/check-payments.ts';
import { type RecordedPayments, recordPayments } from '../../src/ledger/payments.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import { readKnownTerms } from '../../src/workspace/known-terms.ts';
import { readPayments } from '../../src/workspace/payments.ts';
import type { Effects } from '../effects/effects.ts';

/**
 * Records the new payments of accounts/payments.csv: all of them, or none.
 *
 * @returns Undefined in a workspace that has no payments.
 * @throws {UserError} (exit 3) With every problem of the file.
 */
export async function loadPayments(
  effects: Pick<Effects, 'workspace' | 'settings' | 'warehouse' | 'now'>,
): Promise<RecordedPayments | undefined> {
  const { workspace, settings, warehouse, now } = effects;
  await learnZones([settings.timezone], warehouse);
  const problems: string[] = [];
  const lines = await readPayments(workspace, settings.timezone, problems);
  const debtors = lines.length === 0 ? nobody : await readDebtors(effects);
  const today = billingDayOf(now(), settings.timezone);
  const recorded = await recordPayments(warehouse, lines, { debtors, today }, problems);
  if (problems.length > 0) {
    const next = 'Correct the lines and run the command again; no payment was recorded.';
    throw new UserError([...problems, next].join('\n'), exitCodes.badInput);
  }
  const isInUse = lines.length > 0 || recorded.missing.length > 0;
  return isInUse ? recorded : undefined;
}

const nobody: KnownDebtors = { currencies: new Map(), documents: new Map() };

async function readDebtors({
  workspace,
  settings,
  warehouse,
}: Pick<Effects, 'workspace' | 'settings' | 'warehouse'>): Promise<KnownDebtors> {
  const { customers, books } = await readKnownTerms(workspace, settings);
  const documents = await warehouse.rows<
    { number: string } & Record<keyof PayableDocument, string>
  >('select number, kind, customer_id, currency from invoices order by position');
  const ofDocuments = [...groupBy(documents, ({ customer_id }) => customer_id)].map(
    ([id, own]) => [id, [...new Set(own.map(({ currency }) => currency))]] as const,
  );
  const ofLists = customers.map(({ customerId, priceList }) => {
    const book = books.findLast(({ list }) => list === priceList);
    return [customerId, book === undefined ? [] : [book.currency]] as const;
  });
  return {
    currencies: new Map([...ofLists, ...ofDocuments]),
    documents: new Map(documents.map((document) => [document.number, document])),
  };
}
