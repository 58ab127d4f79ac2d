import { addDays } from '../calendar/billing-day.ts';
import { firstDay, lastDay, type Month, monthOf, previousMonth } from '../calendar/month.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';
import type { CustomerChange } from '../invoice/customer-change.ts';
import type { CustomerDetails } from '../invoice/document.ts';
import { compareText } from '../rating/compare-text.ts';
import type { Accounts } from '../workspace/accounts.ts';
import { firstShared } from '../workspace/customer.ts';
import { customersOfMonth, type MonthCustomer } from '../workspace/customers-of-month.ts';
import { type Holder, holderOn, holdersOf } from '../workspace/holders.ts';

/** A customer as the invoice of a month has it. */
export interface BilledParty {
  customerId: string;
  /** Name, price list, language and details, each as text. */
  values: ReadonlyMap<string, string>;
  appIds: readonly string[];
}

/** Customers of the documents before a month. */
export interface BilledBefore {
  /** Customers of the month before, by id. */
  parties: ReadonlyMap<string, BilledParty>;
  /** Customers who ever had a document. */
  everBilled: ReadonlySet<string>;
}

/** Reads what the invoices of the month before say of their customers. */
export async function readBilledBefore(database: Database, month: Month): Promise<BilledBefore> {
  const rows = await database.rows<Record<string, string>>(queryText('ledger/billed_parties'), {
    month: previousMonth(month),
  });
  const ever = await database.rows<{ customer_id: string }>(
    'select distinct customer_id from invoices where month < $month',
    { month },
  );
  const parties = rows.map((row): [string, BilledParty] => {
    const apps = JSON.parse(row['apps']!) as { app_id: string }[];
    const values = valuesOf({
      name: row['customer_name']!,
      priceList: row['price_list']!,
      language: row['language']!,
      details: JSON.parse(row['details']!) as CustomerDetails,
    });
    const customerId = row['customer_id']!;
    return [customerId, { customerId, values, appIds: apps.map(({ app_id }) => app_id) }];
  });
  return {
    parties: new Map(parties),
    everBilled: new Set(ever.map(({ customer_id }) => customer_id)),
  };
}

/**
 * Finds what changed of the customers between the end of the month before and the end of a month: by the
 * days of customers.csv, and by edits without a day, which differ from what was issued.
 *
 * @param billedNow Customers with a draft of the month.
 * @returns By customer, then by app.
 */
export function findCustomerChanges(
  month: Month,
  accounts: Pick<Accounts, 'customers' | 'purchases'>,
  before: BilledBefore,
  billedNow: ReadonlySet<string>,
): CustomerChange[] {
  const byId = (of: Month) =>
    new Map(customersOfMonth(accounts, of).map((one) => [one.customerId, one]));
  const states = { was: byId(previousMonth(month)), is: byId(month) };
  const ids = new Set([...states.was.keys(), ...states.is.keys(), ...before.parties.keys()]);
  const ofCustomers = [...ids].toSorted(compareText).flatMap((id) => {
    const [was, is, billed] = [states.was.get(id), states.is.get(id), before.parties.get(id)];
    if (is === undefined) return [customerChange(id, was?.name ?? null, null)];
    const isNew = was === undefined || before.everBilled.size > 0;
    if (isNew && billedNow.has(id) && !before.everBilled.has(id))
      return [customerChange(id, null, is.name)];
    if (was === undefined && billed === undefined) return [];
    return valueChanges(is, was, billed);
  });
  return [...ofCustomers, ...appChanges(month, accounts, states.was, before)];
}

function customerChange(id: string, before: string | null, now: string | null): CustomerChange {
  const message =
    now === null
      ? `Customer ${id} has no app any more.`
      : `Customer ${id} (${now}) is billed for the first time.`;
  return { what: 'customer', customer_id: id, before, now, message };
}

/** Compares with the invoice where it differs from what customers.csv says of that month. */
function valueChanges(
  is: MonthCustomer,
  was: MonthCustomer | undefined,
  billed: BilledParty | undefined,
): CustomerChange[] {
  const { customerId } = is;
  const now = valuesOf(atEnd(is));
  const byRows = was && valuesOf(atEnd(was));
  const asBilled = was && valuesOf(was);
  const keys = new Set([now, byRows, billed?.values].flatMap((one) => [...(one?.keys() ?? [])]));
  return [...keys].flatMap((what) => {
    const issued = billed?.values.get(what);
    const isEdited = billed !== undefined && issued !== asBilled?.get(what);
    const [before = null, value = null] = [isEdited ? issued : byRows?.get(what), now.get(what)];
    if (before === value) return [];
    const message = `Customer ${customerId}: ${what} was ${shown(before)}, and is ${shown(value)} now.`;
    return [{ what, customer_id: customerId, before, now: value, message }];
  });
}

function shown(value: string | null): string {
  return value === null ? 'empty' : JSON.stringify(value);
}

/** Returns a customer on the last day of the month. */
function atEnd(customer: MonthCustomer): MonthCustomer {
  return { ...customer, priceList: customer.lists.at(-1)!.list };
}

interface Values {
  name: string;
  priceList: string;
  language?: string;
  details?: CustomerDetails;
}

function valuesOf({ name, priceList, language = 'both', details = {} }: Values) {
  const { address, tags = {}, ...texts } = details;
  return new Map<string, string>([
    ['name', name],
    ['price_list', priceList],
    ['language', language],
    ...(address === undefined ? [] : [['address', address.join('\n')] as const]),
    ...Object.entries(texts),
    ...Object.entries(tags).map(([tag, value]) => [`tag:${tag}`, value] as const),
  ]);
}

function appChanges(
  month: Month,
  { customers }: Pick<Accounts, 'customers'>,
  was: ReadonlyMap<string, MonthCustomer>,
  { parties }: BilledBefore,
): CustomerChange[] {
  const holders = holdersOf(customers);
  const appIds = [...parties.values()].flatMap((party) => party.appIds);
  const all = new Set([...holders.keys(), ...appIds]);
  const billedTo = new Map(
    [...parties.values()].flatMap(({ customerId, appIds }) =>
      appIds.map((appId) => [appId, customerId] as const),
    ),
  );
  const days = { from: firstDay(month), until: lastDay(month) };
  return [...all].toSorted(compareText).flatMap((appId) => {
    const own = (holders.get(appId) ?? []).filter((one) => firstShared(one, days) !== undefined);
    const atEnd = holderOn(holders, appId, days.until);
    const before = holderOn(holders, appId, addDays(days.from, -1))?.customerId;
    const billed = billedTo.get(appId);
    const hasApp = (id: string) => was.get(id)?.apps.some((app) => app.appId === appId);
    const isEdited = billed !== undefined && billed !== before && !hasApp(billed);
    const isAdded =
      billed === undefined && before !== undefined && parties.has(before) && atEnd !== undefined;
    const first = isEdited ? billed : isAdded ? undefined : before;
    const held = atEnd === undefined ? [...own, undefined] : own;
    return held.flatMap((now, index) => {
      const from = index === 0 ? first : held[index - 1]?.customerId;
      return appChange(month, appId, from, now, isEdited && index === 0);
    });
  });
}

function appChange(
  month: Month,
  appId: string,
  before: string | undefined,
  now: Holder | undefined,
  isEdited: boolean,
): CustomerChange[] {
  if (before === now?.customerId) return [];
  const customerId = now?.customerId ?? before!;
  const on = now?.from !== undefined && monthOf(now.from) === month ? now.from : undefined;
  const since = on === undefined ? '' : ` on ${on}`;
  const what =
    before === undefined
      ? `joined ${customerId}${since}.`
      : now === undefined
        ? `left ${before}; nobody has it now.`
        : `moved from ${before} to ${customerId}${since}.`;
  return [
    {
      what: 'app',
      customer_id: customerId,
      app_id: appId,
      before: before ?? null,
      now: now?.customerId ?? null,
      ...(on !== undefined && { on }),
      message: `App ${appId} ${what}${isEdited ? howToDate(month, before!, now) : ''}`,
    },
  ];
}

/** Says how to move an app, so that its issued months stay. */
function howToDate(month: Month, before: string, now: Holder | undefined): string {
  const first = firstDay(month);
  const rows = [
    `keep the row of ${before} with until ${addDays(first, -1)}`,
    ...(now === undefined ? [] : [`write from ${first} in the row of ${now.customerId}`]),
  ];
  return ` customers.csv does not date it, so imbill correct would credit ${before} for every issued month. To change it on ${first}, ${rows.join(', and ')}.`;
}
