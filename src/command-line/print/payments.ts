import { visibleCharacters } from '../../base/visible-characters.ts';
import type { RecordedPayments } from '../../ledger/payments.ts';
import { countOf } from '../../money/count-of.ts';

const mostNamed = 5;

/** Describes how many payments were recorded, and which are no longer in the file. */
export function describePayments(payments: RecordedPayments | undefined): string[] {
  if (payments === undefined) return [];
  const { recorded, missing } = payments;
  const named = missing.slice(0, mostNamed).join(', ');
  const more =
    missing.length > mostNamed ? ` and ${countOf(missing.length - mostNamed, 'more', 'more')}` : '';
  return [
    ...(recorded > 0 ? [`Recorded ${countOf(recorded, 'payment')}.`] : []),
    ...(missing.length > 0
      ? [
          visibleCharacters(
            `Recorded, but no longer in accounts/payments.csv: ${named}${more}. They stay recorded; a row of kind reversal takes a payment out.`,
          ),
        ]
      : []),
  ];
}
