import { visibleCharacters } from '../../base/visible-characters.ts';
import type { ClosedMonth, ReopenedMonth } from '../../jobs/close.ts';
import type { Closing } from '../../ledger/closings.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import { type Part, quiet } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';

const amounts = ['prepaid', 'postpaid', 'total', 'net', 'tax', 'gross'] as const;

/** Describes a closed month with the totals that were signed off: a page to file. */
export function describeClosedMonth(closed: ClosedMonth): Part[] {
  const { month, closed_by, closed_at, reason, accepted, totals, ledger, verified, entry } = closed;
  const counts = [
    countOf(verified.documents, 'document'),
    countOf(verified.facts, 'fact'),
    countOf(verified.reports, 'report'),
    countOf(verified.batches, 'batch', 'batches'),
    countOf(verified.segments, 'segment'),
  ];
  const codes = accepted.map(({ code, occurrences }) => `${code} (${occurrences})`);
  return [
    visibleCharacters(
      `Closed ${month}, by ${closed_by} at ${closed_at}${reason === '' ? '' : `: ${reason}`}`,
    ),
    '',
    ...(totals.length === 0 ? ['No document is dated in it.'] : [totalsTable(totals), '']),
    `Accepted: ${codes.length === 0 ? 'nothing had to be' : codes.join(', ')}`,
    `Verified: ${counts.join(', ')}: nothing differs.`,
    quiet(
      `Ledger: position ${ledger.position}${ledger.entry_sha256 === '' ? '' : `, ${ledger.entry_sha256}`}; entry ${entry} of the audit.`,
    ),
    `Documents and payments that come later belong to a later month. The journal: imbill export journal --month ${month}`,
  ];
}

function totalsTable(totals: ClosedMonth['totals']): Table {
  return {
    columns: [
      { title: 'currency' },
      { title: 'documents', isNumber: true },
      ...amounts.map((title) => ({ title, isNumber: true })),
    ],
    rows: totals.map((row) => [
      row.currency,
      row.documents,
      ...amounts.map((name) => groupDigits(row[name])),
    ]),
  };
}

/** Describes a month that is open again. */
export function describeReopened(reopened: ReopenedMonth): string {
  const { month, reopened_by, reason, closed_by, closed_at } = reopened;
  return [
    visibleCharacters(`${month} is open again, by ${reopened_by}: ${reason}`),
    visibleCharacters(`It was closed by ${closed_by} at ${closed_at}.`),
    '',
  ].join('\n');
}

/** Tells that a month is closed. */
export function describeClosing({ month, closed_by, closed_at }: Closing): string {
  return visibleCharacters(`${month} was closed by ${closed_by} at ${closed_at}.`);
}

/** Returns a closing as JSON documents have it. */
export function closingJson(closing: Closing | null): Closing | null {
  if (closing === null) return null;
  const { month, closed_by, closed_at, entry } = closing;
  return { month, closed_by, closed_at, entry };
}
