import { sumOfDays } from '../../reports/sums-of-days.ts';
import type { DocumentBasis } from '../../src/billing/billing-facts.ts';
import { joinDays } from '../../src/calendar/join-days.ts';
import type { Month } from '../../src/calendar/month.ts';
import { summedDays } from '../../src/focus/day-ranges.ts';
import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import type { ExplainedDay } from '../../src/jobs/explain.ts';
import type { Evidence } from '../../src/ledger/evidence.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { evidenceOf } from './explain-evidence.ts';

/** A line whose usage is a sum of days, and its document. */
export interface SummedLine {
  line: InvoiceLine;
  metric: string;
  document: InvoiceDocument;
  made: DocumentBasis;
  /** Undefined if the ledger has none. */
  evidence: Evidence | undefined;
}

/** Explains each day of a sum: its value, the slot that decides it, and the delivered lines behind it. */
export async function explainDays(
  { line, metric, document, made, evidence }: SummedLine,
  effects: ReadEffects,
): Promise<ExplainedDay[]> {
  // Documents before imbill 0.4 name the days in the explanation only.
  const days = joinDays(summedDays(line, document.month as Month));
  const usage = document.usage.filter(({ app_id }) => app_id === line.app_id);
  const sum = sumOfDays({ ...line, sum_of: { metric, days } }, usage);
  const explained: ExplainedDay[] = (sum?.missing ?? []).map((day) => ({ day, quantity: null }));
  for (const { date: day, quantity, exact_quantity, peak_at: slot } of sum?.days ?? []) {
    const deciding = { appId: line.app_id, metric, day, slot };
    const known = evidence && { evidence, rules: made.provenance.sql };
    explained.push({
      day,
      quantity,
      ...(exact_quantity !== undefined && { exact_quantity }),
      ...(slot !== undefined && { slot }),
      ...(known && { evidence: await evidenceOf(deciding, known, true, effects) }),
    });
  }
  return explained.toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
