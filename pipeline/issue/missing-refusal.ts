import type { Month } from '../../src/calendar/month.ts';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import { describeMissing } from '../../src/invoice/missing-ranges.ts';
import { countOf } from '../../src/money/count-of.ts';
import type { Refusal } from './refusal.ts';

/** Sentences that a refusal has at most. */
const mostLines = 20;

/** Tells that deliveries of a month are missing. @returns `undefined` if none is. */
export function refuseMissing(
  month: Month,
  missing: readonly MissingDelivery[],
): Refusal | undefined {
  if (missing.length === 0) return undefined;
  const sentences = describeMissing(missing).map((sentence) => sentence.replaceAll('\n', ' '));
  const more = sentences.length - mostLines;
  const count = countOf(missing.length, 'delivery is', 'deliveries are');
  return {
    code: 'deliveries-missing',
    reason: `${count} missing or not as listed:`,
    lines: [...sentences.slice(0, mostLines), ...(more > 0 ? [`And ${more} more.`] : [])],
    nextStep: `Deliver them and run it again. imbill ready --month ${month} tells whether all is there. To issue without them: imbill run --month ${month} --no-strict`,
    details: { missing_deliveries: missing },
  };
}
