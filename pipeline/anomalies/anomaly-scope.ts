import { addDays, type BillingDay, billingDayOf } from '../../src/calendar/billing-day.ts';
import { firstDay, lastDay, type Month, previousMonth } from '../../src/calendar/month.ts';
import { amountDue } from '../../src/invoice/amount-due.ts';
import { readBilledCustomers } from '../../src/ledger/billed-customers.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedMonth } from '../price/price.ts';

/** Days of history that a month is compared with. */
const historyDays = 56;

/** Days that are looked at, and what is known of them beside the counted usage. */
export interface AnomalyScope {
  month: Month;
  /** First day of the history. */
  from: BillingDay;
  /** First day of the month. */
  first: BillingDay;
  /** Last day of the month that is over by the clock. */
  until: BillingDay;
  /** Day from which an app has no plan any more, by app. */
  endedApps: ReadonlyMap<string, BillingDay>;
  /** Bills of this month and the one before; empty while the month runs. */
  bills: MonthBill[];
}

/** Totals of a customer; zero in a month without a document. */
export interface MonthBill {
  customerId: string;
  currency: string;
  total: string;
  totalBefore: string;
}

/** Finds what is looked at; undefined as long as no day of the month is over. */
export async function anomalyScope(
  month: Month,
  priced: PricedMonth,
  { warehouse, settings, now }: Effects,
): Promise<AnomalyScope | undefined> {
  const first = firstDay(month);
  const last = lastDay(month);
  const yesterday = addDays(billingDayOf(now(), settings.timezone), -1);
  if (yesterday < first) return undefined;
  const isOver = yesterday >= last;
  const until = isOver ? last : yesterday;
  return {
    month,
    from: addDays(first, -historyDays),
    first,
    until,
    endedApps: endedApps(priced),
    bills: isOver ? await billsOf(month, priced, warehouse) : [],
  };
}

/** Finds the apps whose plan is over at the month's end, each with the first day without it. */
function endedApps({ customers, without }: PricedMonth): Map<string, BillingDay> {
  const apps = [...customers, ...without].flatMap(({ draft }) => draft.services ?? []);
  return new Map(
    apps.flatMap(({ app_id, plan }) => {
      const lastRun = plan.findLastIndex(({ state }) => state === 'active' || state === 'none');
      const next = plan[lastRun + 1];
      return next === undefined ? [] : [[app_id, next.from] as const];
    }),
  );
}

async function billsOf(
  month: Month,
  { customers }: PricedMonth,
  warehouse: Effects['warehouse'],
): Promise<MonthBill[]> {
  const before = await readBilledCustomers(warehouse, previousMonth(month));
  const drafts = new Map(customers.map(({ draft }) => [draft.customer_id, draft]));
  return [...before.values()].flatMap(({ customerId, currency, total: totalBefore }) => {
    const draft = drafts.get(customerId);
    if (draft !== undefined && draft.currency !== currency) return [];
    const total = draft === undefined ? '0.00' : amountDue(draft);
    return [{ customerId, currency, total, totalBefore }];
  });
}
