import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import { ratingInputOf } from '../../src/billing/draft.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { OrderEvent, OrderTerms } from '../../src/journal/deferrals.ts';
import { readContent } from '../../src/ledger/contents.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { groupBy } from '../../src/rating/group-by.ts';
import { ordersUntil } from '../../src/rating/orders.ts';
import { servicesOf } from '../../src/rating/services.ts';

interface OrderLine {
  [column: string]: string | bigint | null;
  number: string;
  known_until: string;
  booked_in: string;
  customer_id: string;
  currency: string;
  content_sha256: string | null;
  app_id: string;
  sku: string;
  order_id: string;
  quantity: string;
  /** Null of a refund, a credit or a correction. */
  valid_from: string | null;
  net: string;
}

/**
 * Reads the lines about orders that are booked up to a month. The line of a sale has its terms. For the
 * other lines the facts of their documents tell the terms of all orders of that app and SKU, whoever
 * bought them. So do those of a sale if such a line is booked before it: it may be of a refund.
 *
 * @throws {DamagedFact} If facts are missing or were altered.
 */
export async function readOrderEvents(database: Database, month: Month): Promise<OrderEvent[]> {
  const lines = await database.rows<OrderLine>(queryText('journal/order_lines'), { month });
  const ofOrders = groupBy(lines, keyOf);
  const unclearServices = new Set<string>();
  const events: OrderEvent[] = [];
  for (const ofDocument of groupBy(lines, ({ number }) => number).values()) {
    const unclear = ofDocument.filter(({ valid_from }) => valid_from === null);
    for (const line of unclear) unclearServices.add(serviceOf(line));
    const told = ofDocument.find((line) => unclearServices.has(serviceOf(line)));
    const terms = await termsOf(told?.content_sha256 ?? null, database);
    events.push(
      ...ofDocument.map((line) => eventOf(line, terms.get(keyOf(line)) ?? termsOfSale(line))),
      ...unclear.flatMap((line) => eventsOfTerms(line, terms, ofOrders)),
    );
  }
  return events;
}

function eventOf(line: OrderLine, terms: OrderTerms | undefined): OrderEvent {
  const { number, customer_id, app_id, sku, order_id, currency, net } = line;
  return {
    number,
    customerId: customer_id,
    appId: app_id,
    sku,
    orderId: order_id,
    currency,
    bookedIn: line.booked_in,
    knownUntil: line.known_until,
    net,
    terms,
  };
}

function termsOfSale({ quantity, valid_from }: OrderLine): OrderTerms | undefined {
  if (valid_from === null) return undefined;
  return { months: Number(quantity), from: valid_from, isEnded: false };
}

/**
 * Returns the terms of the other orders of the line's app and SKU: a refund may have ended them. Each is
 * told for the customers who were billed it.
 */
function eventsOfTerms(
  line: OrderLine,
  all: ReadonlyMap<string, OrderTerms>,
  ofOrders: ReadonlyMap<string, OrderLine[]>,
): OrderEvent[] {
  const { number, booked_in, known_until } = line;
  return [...all].flatMap(([key, terms]) => {
    const billed = (ofOrders.get(key) ?? []).filter((one) => serviceOf(one) === serviceOf(line));
    if (key === keyOf(line)) return [];
    const ofCustomers = groupBy(billed, (one) => `${one.customer_id}\n${one.currency}`);
    return [...ofCustomers.values()].map(([own]) =>
      eventOf({ ...own!, number, booked_in, known_until, net: '0.00' }, terms),
    );
  });
}

/** Returns the terms of all orders that the facts of a document know, by app, SKU and id. */
async function termsOf(
  contentSha256: string | null,
  database: Database,
): Promise<Map<string, OrderTerms>> {
  if (contentSha256 === null) return new Map();
  const { facts } = await readContent(database, contentSha256);
  return termsInFacts(facts);
}

function termsInFacts(facts: BillingFacts): Map<string, OrderTerms> {
  const { edition, ...input } = ratingInputOf(facts, allUnits());
  const orders = ordersUntil({ ...input, ...(edition !== undefined && { edition }) });
  const ofApps = groupBy(orders, ({ purchase }) => purchase.appId);
  const services = [...ofApps.values()].flatMap((own) => servicesOf(own, edition));
  return new Map(
    services.flatMap(({ sold, periods }) =>
      sold.map(({ order, from, until }) => {
        const { appId, sku, orderId, months } = order.purchase;
        const left = periods.find((period) => period.order === order);
        const isEnded = left === undefined || left.until !== until;
        const key = keyOf({ app_id: appId, sku, order_id: orderId });
        return [key, { months, from: left?.from ?? from, isEnded }];
      }),
    ),
  );
}

function keyOf(line: Pick<OrderLine, 'app_id' | 'sku' | 'order_id'>): string {
  return `${serviceOf(line)}\n${line.order_id}`;
}

function serviceOf({ app_id, sku }: Pick<OrderLine, 'app_id' | 'sku'>): string {
  return `${app_id}\n${sku}`;
}
