import { UserError } from '../../src/base/errors.ts';
import type { Month } from '../../src/calendar/month.ts';
import {
  type MonthInputs,
  type OutdatedCustomer,
  type Recalculation,
  readMonthInputs,
  readRecalculations,
  recordRecalculation,
} from '../../src/warehouse/recalculations.ts';
import type { Effects } from '../effects/effects.ts';
import { measure } from '../measure/measure.ts';
import { type PricedMonth, price } from '../price/price.ts';
import { hashTerms, readTerms, type Terms } from './month-terms.ts';
import { findOutdatedCustomers } from './outdated-customers.ts';

/**
 * Recalculates each month that was run and whose data, accounts, prices or documents changed since, and
 * stores for which customers the amounts are others today. A month that cannot be recalculated is
 * stored with the problem, and is tried again.
 *
 * @param priced Months that the caller priced already.
 */
export async function recalculateMonths(
  effects: Effects,
  priced: ReadonlyMap<Month, PricedMonth> = new Map(),
): Promise<void> {
  const months = await readMonthInputs(effects.warehouse);
  if (months.length === 0) return;
  const terms = await readTerms(effects);
  const before = await readRecalculations(effects.warehouse);
  for (const inputs of months) {
    const last = before.get(inputs.month);
    const termsSha256 = await hashedTerms(inputs.month, terms, last, effects);
    if (isUpToDate(inputs, termsSha256, last)) continue;
    if (terms === undefined && last === undefined && !inputs.has_late_data) continue;
    const { customers, problem } = await recalculate(inputs, last, effects, priced);
    const { month, segments_sha256, documents_sha256 } = inputs;
    // Measuring may have found usage of further customers.
    const terms_sha256 = await hashedTerms(month, terms, last, effects);
    await recordRecalculation(
      effects.warehouse,
      { month, segments_sha256, documents_sha256, terms_sha256, problem },
      customers,
    );
  }
}

/** Hashes the terms of a month. While something is wrong with them, those of before count. */
async function hashedTerms(
  month: Month,
  terms: Terms | undefined,
  last: Recalculation | undefined,
  { warehouse }: Effects,
): Promise<string> {
  return terms === undefined ? (last?.terms_sha256 ?? '') : hashTerms(month, terms, warehouse);
}

function isUpToDate(
  inputs: MonthInputs,
  termsSha256: string,
  last: Recalculation | undefined,
): boolean {
  return (
    last?.problem === '' &&
    last.segments_sha256 === inputs.segments_sha256 &&
    last.documents_sha256 === inputs.documents_sha256 &&
    last.terms_sha256 === termsSha256
  );
}

/** Measures a month only if its data changed: newer rules alone do not make documents outdated. */
async function recalculate(
  { month, segments_sha256, has_late_data }: MonthInputs,
  last: Recalculation | undefined,
  effects: Effects,
  known: ReadonlyMap<Month, PricedMonth>,
): Promise<{ customers: OutdatedCustomer[]; problem: string }> {
  const isChanged =
    last === undefined
      ? has_late_data
      : last.segments_sha256 !== segments_sha256 || last.problem !== '';
  try {
    const ready = known.get(month);
    if (ready === undefined && isChanged) await measure(month, effects);
    const priced = ready ?? (await price(month, effects));
    return {
      customers: await findOutdatedCustomers(month, priced, effects.warehouse),
      problem: '',
    };
  } catch (error) {
    return { customers: [], problem: textOf(error as Error) };
  }
}

/** Returns the message of an error that the user can mend, and the stack of any other. */
function textOf(error: Error): string {
  return error instanceof UserError ? error.message : (error.stack ?? error.message);
}
