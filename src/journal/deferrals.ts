import type { BillingDay } from '../calendar/billing-day.ts';
import { type Month, monthOf, previousMonth } from '../calendar/month.ts';
import { parseDecimal } from '../money/decimal.ts';
import { changeOfMoney, formatMoney, sumMoney } from '../money/round-money.ts';
import { groupBy } from '../rating/group-by.ts';

/** An order of a customer, in one currency. */
export interface OrderKey {
  customerId: string;
  appId: string;
  sku: string;
  orderId: string;
  currency: string;
}

/** Terms of an order, as a document knows them. */
export interface OrderTerms {
  /** Natural months bought. */
  months: number;
  /** First valid day. */
  from: BillingDay;
  /** True if a refund ended it before its last day. */
  isEnded: boolean;
}

/** A line of a document about an order, or only its terms. */
export interface OrderEvent extends OrderKey {
  /** Number of the document. */
  number: string;
  /** Month in which the document is booked. */
  bookedIn: Month;
  /** Billing month of the document: up to its end it knows refunds. */
  knownUntil: Month;
  /** Amount without tax, two decimals; `0.00` if only terms are told. */
  net: string;
  /** Undefined if the document does not know them. */
  terms: OrderTerms | undefined;
}

/** Amount that a month moves from deferred revenue to revenue; negative to turn it back. */
export interface Release extends OrderKey {
  amount: string;
}

/** Deferred lines up to a month, and what that month releases. */
export interface Deferrals {
  /** Tells if the revenue of an order's line on a document is deferred. */
  isDeferred(number: string, order: OrderKey): boolean;
  /** By order; none is 0.00. */
  releases: Release[];
}

/**
 * Finds out which lines are deferred, and what a month releases. An order of several months is deferred
 * from the first document that knows it as such. A month's share is the net amount divided by the
 * months, rounded; the last month takes the rest. It is released in the month in which it begins. Later
 * changes of the amount or the terms are made up for in the month of their document. An order that was
 * refunded has nothing left to release.
 *
 * @param events Up to the month, by month and position in the ledger.
 */
export function deferralsOf(events: readonly OrderEvent[], month: Month): Deferrals {
  const deferred = new Set<string>();
  const releases = [...groupBy(events, orderKey).values()].flatMap((own) => {
    const before = foldEvents(own.filter(({ bookedIn }) => bookedIn < month));
    const now = foldEvents(own);
    for (const number of now.deferredOn) deferred.add(`${number}\n${orderKey(own[0]!)}`);
    const recognised = changeOfMoney(
      recognisedUntil(month, now),
      recognisedUntil(previousMonth(month), before),
    );
    const amount = changeOfMoney(recognised, changeOfMoney(now.direct, before.direct));
    const { customerId, appId, sku, orderId, currency } = own[0]!;
    return amount === '0.00' ? [] : [{ customerId, appId, sku, orderId, currency, amount }];
  });
  return {
    isDeferred: (number, order) => deferred.has(`${number}\n${orderKey(order)}`),
    releases,
  };
}

/** Returns the key of an order. */
export function orderKey({ customerId, appId, sku, orderId, currency }: OrderKey): string {
  return [customerId, appId, sku, orderId, currency].join('\n');
}

/** An order after some documents. */
interface OrderState {
  /** Sum of its lines without tax. */
  net: string;
  /** Part of it that its documents booked as revenue at once. */
  direct: string;
  terms: OrderTerms | undefined;
  /** Numbers of the documents with deferred lines. */
  deferredOn: string[];
}

function foldEvents(events: readonly OrderEvent[]): OrderState {
  const state: OrderState = { net: '0.00', direct: '0.00', terms: undefined, deferredOn: [] };
  let endKnownUntil = '';
  let isDeferred = false;
  for (const { number, net, terms, knownUntil } of events) {
    if (terms !== undefined) {
      // A correction of an old month does not know later refunds.
      const isNewer = knownUntil >= endKnownUntil;
      const isEnded = isNewer ? terms.isEnded : state.terms!.isEnded;
      if (isNewer) endKnownUntil = knownUntil;
      state.terms = { ...terms, isEnded };
      isDeferred ||= terms.months > 1;
    }
    state.net = sumMoney([state.net, net]);
    if (isDeferred) state.deferredOn.push(number);
    else state.direct = sumMoney([state.direct, net]);
  }
  return state;
}

/** Returns how much of an order is revenue at the end of a month, two decimals. */
function recognisedUntil(month: Month, { net, terms, deferredOn }: OrderState): string {
  if (terms === undefined || terms.isEnded || deferredOn.length === 0) return net;
  const begun = Math.max(0, monthsFrom(terms.from, month));
  if (begun >= terms.months) return net;
  const share = formatMoney(parseDecimal(net).div(terms.months));
  return formatMoney(parseDecimal(share).times(begun));
}

/** Counts the months from that of a day to another, both included; 0 or less if it is before. */
function monthsFrom(day: BillingDay, month: Month): number {
  const [from, until] = [monthOf(day), month].map((text) => text.split('-').map(Number));
  return (until![0]! - from![0]!) * 12 + until![1]! - from![1]! + 1;
}
