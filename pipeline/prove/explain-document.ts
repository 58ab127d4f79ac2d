import { UserError } from '../../src/base/errors.ts';
import { parseContent } from '../../src/billing/billing-facts.ts';
import { chargeKey } from '../../src/billing/charge-differences.ts';
import { draftOf } from '../../src/billing/draft.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import { rebuildCorrection } from '../../src/billing/rebuild-correction.ts';
import type { InvoiceDocument, InvoiceLine } from '../../src/invoice/document.ts';
import type { CountedValue, ExplainedBy } from '../../src/jobs/explain-month.ts';
import type { LedgerDocument } from '../../src/ledger/documents.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import { type CountedFacts, countedFacts, originOf, withCountedUsage } from './explain-charge.ts';
import type { WantedValue } from './lines-of-values.ts';
import type { Recount } from './recount.ts';

/** A document, and what each of its lines follows from. */
export interface DocumentOrigins {
  document: InvoiceDocument;
  lines: LineOrigin[];
}

/** The origin of a line's amount. The line is explained if nothing is missing and nothing differs. */
export interface LineOrigin {
  line: InvoiceLine;
  /** Absent if nothing was found; also of a note that only takes back what was issued. */
  by?: ExplainedBy;
  wanted: WantedValue[];
  values: CountedValue[];
  missing: string[];
  differing: string[];
}

/** The facts and the counted usage that explain a document. */
interface Known {
  facts: StoredFacts;
  /** Undefined if the ledger does not know what was counted. */
  recount: Recount | undefined;
  /** Lines of the customer's earlier documents of the month. */
  before: readonly InvoiceLine[];
}

/** Finds what each line of a document follows from, and rates the month again from the usage that was counted again. */
export function originsOf(one: LedgerDocument, known: Known): DocumentOrigins {
  const { document } = one;
  try {
    return { document, lines: linesOf(one, document, known) };
  } catch (error) {
    if (!(error instanceof DamagedFact || error instanceof UserError)) throw error;
    return { document, lines: document.lines.map((line) => unknownOrigin(line, error.message)) };
  }
}

function linesOf(
  { contentSha256 }: LedgerDocument,
  document: InvoiceDocument,
  { facts: stored, recount, before }: Known,
): LineOrigin[] {
  const unknown = (why: string) => document.lines.map((line) => unknownOrigin(line, why));
  if (contentSha256 === null) return unknown('imbill 0.1 issued it and stored no facts');
  const { facts } = parseContent(stored, contentSha256);
  if (recount === undefined) return unknown('its evidence is missing from the ledger or altered');
  const counted = countedFacts(facts, recount);
  const again = withCountedUsage(counted);
  const isInvoice = (document.kind ?? 'invoice') === 'invoice';
  const now = facts.customer.apps.length === 0 ? [] : draftOf(again, allUnits()).lines;
  const rated = isInvoice
    ? now
    : rebuildCorrection(document, { lines: before }, again, allUnits()).lines;
  const isCancellation = !isInvoice && (document.causes ?? []).length === 0;
  const nowByCharge = groupBy(isCancellation ? [] : now, chargeKey);
  const ratedByCharge = groupBy(rated, chargeKey);
  const lines = document.lines.map((line) => {
    const own = isInvoice ? [line] : (nowByCharge.get(chargeKey(line)) ?? []);
    const origin = joinOrigins(line, own, counted);
    const match = ratedByCharge.get(chargeKey(line))?.shift();
    return withRating(origin, match);
  });
  const unbilled = [...ratedByCharge.values()].flat();
  return [...lines, ...unbilled.map(unbilledOrigin)];
}

function unknownOrigin(line: InvoiceLine, why: string): LineOrigin {
  return { line, wanted: [], values: [], missing: [why], differing: [] };
}

/** Joins the origins of the lines of one charge: a correction has one line for all of them. */
function joinOrigins(
  line: InvoiceLine,
  own: readonly InvoiceLine[],
  counted: CountedFacts,
): LineOrigin {
  const origins = own.map((each) => originOf(each, counted));
  const kinds = origins.map(({ by }) => by);
  const by = kinds.includes('daily') ? 'daily' : kinds[0];
  return {
    line,
    ...(by !== undefined && { by }),
    wanted: origins.flatMap(({ values }) => values),
    values: [],
    missing: [...new Set(origins.flatMap(({ missing }) => missing))],
    differing: [...new Set(origins.flatMap(({ differing }) => differing))],
  };
}

/** Compares the amount with the one that was rated again. */
function withRating(origin: LineOrigin, rated: InvoiceLine | undefined): LineOrigin {
  const { amount } = origin.line;
  if (rated?.amount === amount) return origin;
  const now = rated === undefined ? 'there is no such line' : `it is ${rated.amount}`;
  return { ...origin, differing: [...origin.differing, `rated again, ${now}`] };
}

/** A line that rating gives again, and that was not billed. */
function unbilledOrigin(line: InvoiceLine): LineOrigin {
  const differing = [`rated again, there is also this line of ${line.amount}`];
  return { line: { ...line, amount: '0.00' }, wanted: [], values: [], missing: [], differing };
}
