import type { Month } from '../../src/calendar/month.ts';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import type { Refusal } from './refusal.ts';

/** Deliveries that are named in a refusal. */
const named = 3;

/** Tells that deliveries of a month are missing. @returns `undefined` if none is. */
export function refuseMissing(
  month: Month,
  missing: readonly MissingDelivery[],
): Refusal | undefined {
  if (missing.length === 0) return undefined;
  const shown = missing.slice(0, named).map(({ message }) => message.split('\n')[0]);
  const more = missing.length > named ? ` And ${missing.length - named} more.` : '';
  const count = missing.length === 1 ? '1 delivery is' : `${missing.length} deliveries are`;
  return {
    code: 'deliveries-missing',
    reason: `${count} missing or not as listed: ${shown.join(' ')}${more}`,
    nextStep: `Deliver them and run it again; imbill ready --month ${month} lists all. To issue without them: imbill run --month ${month} --no-strict`,
  };
}
