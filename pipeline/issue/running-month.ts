import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { lastDay, type Month } from '../../src/calendar/month.ts';
import type { Effects } from '../effects/effects.ts';
import type { Refusal } from './refusal.ts';

/**
 * Tells that a month is not over. It is over if its last day has passed in the zone of the workspace, or
 * if usage of a later day was loaded.
 *
 * @returns `undefined` if the month is over.
 */
export async function findRunningMonth(
  month: Month,
  { warehouse, settings, now }: Pick<Effects, 'warehouse' | 'settings' | 'now'>,
): Promise<Refusal | undefined> {
  const today = billingDayOf(now(), settings.timezone);
  if (today > lastDay(month)) return undefined;
  const { until } = await warehouse.one<{ until: string | null }>(
    'select max(usage_date) as until from counting_segments',
  );
  if (until !== null && until > lastDay(month)) return undefined;
  const usage = until === null ? 'no usage is loaded' : `usage is loaded until ${until}`;
  return {
    code: 'month-not-over',
    reason: `${month} is not over: today is ${today} in ${settings.timezone}, its last day is ${lastDay(month)}, and ${usage}.`,
    nextStep: `Run it after ${lastDay(month)}. To issue it now, and record why: imbill run --month ${month} --incomplete --reason TEXT`,
  };
}
