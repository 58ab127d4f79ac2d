import { compareFrom } from '../calendar/billing-day.ts';
import { firstDay, type Month, monthOf } from '../calendar/month.ts';
import type {
  Allowance,
  AppServices,
  ContractReference,
  Finding,
  InvoiceLine,
  UsageSeries,
} from '../invoice/document.ts';
import { unitIn } from '../metrics/unit.ts';
import { sumMoney } from '../money/round-money.ts';
import type { PriceBook } from '../prices/price-book.ts';
import { findOlderAccounts } from './account-findings.ts';
import { findExceededAllowances } from './allowance-findings.ts';
import { type AppUsage, allowancesOf } from './allowances.ts';
import { factsOfApp, lineOfCharge, termsOfApp } from './app-charges.ts';
import { appServices } from './app-services.ts';
import { bookInForce, daysWithBook } from './book-in-force.ts';
import { type ChargeTerms, termsByApp } from './charge-terms.ts';
import { type DailyValues, dailyValues } from './daily-values.ts';
import { findFullGroups } from './full-group-findings.ts';
import { groupBy } from './group-by.ts';
import { distinctContracts, lineByContract } from './line-by-contract.ts';
import { type PricedLine, taxLines } from './line-tax.ts';
import { isOwn, isPriced, type Order, ordersUntil } from './orders.ts';
import { refuseOrdersNotSold } from './orders-not-sold.ts';
import {
  findExcessRefunds,
  findPacksWithoutPlan,
  findUnpricedOrders,
  findUsageWithoutPlan,
} from './plan-findings.ts';
import { prepaidLines } from './prepaid-lines.ts';
import {
  findDifferingRoaming,
  findMissingLastDay,
  findUnpricedMonthlyUsers,
  findUnpricedUsage,
} from './price-findings.ts';
import { isBilled } from './rate-charge.ts';
import { findDifferingRefunds } from './refund-findings.ts';
import { findPacksOutlivingPlan, findUsageWhileSuspended } from './service-findings.ts';
import { servicesOf } from './services.ts';
import { findDifferingAppSettings, findUnpricedSettings } from './setting-findings.ts';
import { findSettingAboveSteps, findSettingWithoutCharge } from './setting-line.ts';
import type { RatedMonth, RatingInput } from './types.ts';
import { usageSeries } from './usage-series.ts';

/**
 * Calculates what one customer owes for one month: prepaid items bought in it, and its usage.
 *
 * The order of usage, purchases, roaming settings and books changes nothing. Each line is
 * rounded once, by the rule of its price book; totals are sums of printed lines. Later purchases
 * and settings are left out.
 *
 * @throws {UserError} (exit 3) If the month or a purchase has no price book, or purchases cannot
 *   be priced: with all of them, before anything is billed.
 * @throws {RangeError} If usage or purchases are not the customer's, or usage is there twice.
 */
export function rateMonth(input: RatingInput): RatedMonth {
  const { month, appIds, books } = input;
  const first = bookInForce(books, daysWithBook(books, month)[0]!);
  const known = ordersUntil(input);
  refuseOrdersNotSold(known, firstDay(month));
  const orders = groupBy(known, ({ purchase }) => purchase.appId);
  refuseForeignApps(orders.keys(), appIds);
  const values = dailyValues(input);
  const terms = termsByApp(input);
  const apps = appIds.map((appId) => {
    const ofApp = { ...input, books: input.booksOfApps?.get(appId) ?? books };
    const ownTerms = terms.get(appId)!;
    return rateApp(ofApp, appId, orders.get(appId) ?? [], values.get(appId)!, ownTerms);
  });

  const { lines, tax } = taxLines(
    apps.flatMap((app) => app.lines),
    input.isTaxExempt,
  );
  const amounts = (kind: InvoiceLine['kind']) =>
    lines.filter((line) => line.kind === kind).map((line) => line.amount);
  return {
    currency: first.currency,
    prepaid: sumMoney(amounts('prepaid')),
    postpaid: sumMoney(amounts('postpaid')),
    total: sumMoney(lines.map((line) => line.amount)),
    ...(tax !== undefined && { tax }),
    lines,
    findings: [
      ...apps.flatMap((app) => app.findings),
      ...findDifferingRefunds(known, ({ boughtOn }) => monthOf(boughtOn) === month),
      ...findOlderAccounts(first, known.filter(isOwn)),
    ],
    services: apps.map((app) => app.services),
    allowances: apps.flatMap((app) => app.allowances),
    usage: apps.flatMap((app) => app.usage),
    priceBooks: referencesTo(apps.flatMap((app) => app.books)),
    contracts: distinctContracts(apps.flatMap((app) => app.contracts)),
  };
}

interface RatedApp {
  lines: PricedLine[];
  findings: Finding[];
  services: AppServices;
  allowances: Allowance[];
  usage: UsageSeries[];
  /** Books that priced a line. */
  books: PriceBook[];
  /** Contracts that priced a line. */
  contracts: ContractReference[];
}

function rateApp(
  input: RatingInput,
  appId: string,
  orders: readonly Order[],
  values: ReadonlyMap<string, DailyValues>,
  terms: readonly ChargeTerms[],
): RatedApp {
  const { month, books, appSettings = [], units } = input;
  const services = servicesOf(orders, input.edition);
  const { app, usage } = factsOfApp(input, appId, services, values);
  const ownTerms = termsOfApp(terms, app);
  const ownSettings = appSettings.filter((setting) => setting.appId === appId);
  const own = orders.filter(isOwn);
  const prepaid = prepaidLines(own, services, month);
  const postpaid = ownTerms.flatMap((ofCharge) => {
    const line = lineOfCharge({ app, terms: ofCharge, usage });
    if (line === undefined) return [];
    return [{ ...ofCharge, line: lineByContract(line, ofCharge.charge.contract) }];
  });
  const ofApp: AppUsage = {
    appId,
    services,
    books,
    month,
    values,
    monthlyUsers: usage.monthlyUsers,
    units,
  };
  const ownServices = appServices(appId, services, books, month);
  const allowances = allowancesOf(ofApp);
  const unbilled = postpaid.filter(({ charge }) => !isBilled(charge, app.plans));
  return {
    lines: [...prepaid, ...postpaid.map(({ line, books: [book] }) => ({ line, tax: book?.tax }))],
    findings: [
      ...findUsageWithoutPlan(unbilled, ofApp),
      ...findUnpricedOrders(own, month),
      ...findPacksWithoutPlan(own, services, month),
      ...findExcessRefunds(own, services, month),
      ...findUsageWhileSuspended(ownServices, ofApp),
      ...findPacksOutlivingPlan(ownServices, ofApp),
      ...findExceededAllowances(allowances, ofApp),
      ...findFullGroups(ofApp),
      ...findUnpricedUsage(appId, values, ownTerms, books, month, units),
      ...findUnpricedMonthlyUsers(appId, usage.monthlyUsers, books, month, units),
      ...ownTerms.flatMap((ofCharge) =>
        ofCharge.charge.model === 'by_setting' ? findSettingAboveSteps(ofCharge, app) : [],
      ),
      ...findSettingWithoutCharge(ownTerms, app),
      ...findUnpricedSettings(appId, usage.settings, ownTerms, units),
      ...findMissingLastDay(appId, values, ownTerms, units),
      ...findDifferingRoaming(appId, app.settings),
      ...findDifferingAppSettings(appId, ownSettings, month),
    ],
    services: ownServices,
    allowances,
    usage: [...values].map(([metric, byDay]) =>
      usageSeries(appId, metric, byDay, month, unitIn(units, metric).unit),
    ),
    books: [...pricedOrders(own, month), ...postpaid].flatMap((priced) => priced.books),
    contracts: [
      ...contractsOfOrders(own, month),
      ...postpaid.flatMap(({ charge }) => charge.contract ?? []),
    ],
  };
}

function pricedOrders(orders: readonly Order[], month: Month): { books: PriceBook[] }[] {
  return orders
    .filter((order) => order.purchase.boughtOn >= firstDay(month) && isPriced(order))
    .map(({ book }) => ({ books: [book] }));
}

/** Returns the contracts of the month's purchases; refunds have no price. */
function contractsOfOrders(orders: readonly Order[], month: Month): ContractReference[] {
  return orders
    .filter(isPriced)
    .filter(({ purchase }) => purchase.kind === 'purchase' && monthOf(purchase.boughtOn) === month)
    .flatMap(({ item }) => item.contract ?? []);
}

/** Names the books of the list, also for books that contain contracts. */
function referencesTo(books: readonly PriceBook[]): RatedMonth['priceBooks'] {
  const ofList = books.map(
    ({ list_book, list, from, sha256 }) => list_book ?? { list, from, sha256 },
  );
  const distinct = new Map(ofList.map((book) => [`${book.from} ${book.list}`, book]));
  return [...distinct.values()].toSorted(compareFrom);
}

function refuseForeignApps(ordering: Iterable<string>, appIds: readonly string[]): void {
  for (const appId of ordering)
    if (!appIds.includes(appId))
      throw new RangeError(`Purchases of app ${appId}, which is of somebody else`);
}
