import type { BillingFacts, CustomerFacts } from '../../src/billing/billing-facts.ts';
import { type Draft, draftOf } from '../../src/billing/draft.ts';
import { firstDay, lastDay, type Month } from '../../src/calendar/month.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { Finding } from '../../src/invoice/document.ts';
import { monthProblems, readBillingTerms } from '../../src/ledger/billing-terms.ts';
import { lastBilled } from '../../src/ledger/last-billed.ts';
import { allUnits } from '../../src/metrics/catalogue.ts';
import { composeBooks } from '../../src/prices/compose-books.ts';
import { type Contract, contractsOf } from '../../src/prices/contract.ts';
import type { PriceBook } from '../../src/prices/price-book.ts';
import { compareText } from '../../src/rating/compare-text.ts';
import { latestEdition } from '../../src/rating/edition.ts';
import { internalFinding } from '../../src/rating/finding-codes.ts';
import type { AppSetting, DailyUsage, Purchase, RoamingSetting } from '../../src/rating/types.ts';
import type { Accounts } from '../../src/workspace/accounts.ts';
import { customersOfMonth, type MonthCustomer } from '../../src/workspace/customers-of-month.ts';
import type { DocumentSettings } from '../../src/workspace/document-settings.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import type { Effects } from '../effects/effects.ts';
import { type MeasuredUsage, readUsage, usageOfApps } from '../measure/read-usage.ts';
import { findAgreedTerms } from './find-agreed-terms.ts';

/** A customer's draft and the facts behind it. */
export interface PricedCustomer {
  draft: Draft;
  facts: BillingFacts;
}

export interface PricedMonth {
  /** By customer id; only customers with a line or a finding. */
  customers: PricedCustomer[];
  /** The others whose price list has a book for the month. */
  without: PricedCustomer[];
  /** Findings of apps without a customer, and of contracts; they are on no invoice. */
  findings: Finding[];
}

/**
 * Prices a month's usage and purchases for every customer. Reads only; issues nothing.
 *
 * @throws {UserError} (exit 3) With all that is wrong with accounts, price books, contracts and
 *   purchases, of all customers.
 */
export function price(month: Month, effects: Effects): Promise<PricedMonth> {
  const countsOf = ({ customers }: PricedMonth) => ({ customers: customers.length });
  return effects.progress.step('price', () => priceMonth(month, effects), countsOf);
}

async function priceMonth(month: Month, effects: Effects): Promise<PricedMonth> {
  const { workspace, settings, warehouse } = effects;
  const measured = await readUsage(warehouse, month, settings.timezone);
  const last = await lastBilled(warehouse);
  const billed = { month, appsWithUsage: measured.usage, last };
  const { accounts, books, contracts } = await readBillingTerms(workspace, settings, billed);
  const ofMonth = customersOfMonth(accounts, month);
  const listed = ofMonth.filter(({ lists }) => hasBook(composeBooks(lists, books), month));
  const customers = listed.map((customer) => {
    const facts = readFacts(customer, month, settings, {
      accounts,
      books,
      contracts,
      ...measured,
    });
    return { draft: draftOf(facts, allUnits()), facts };
  });
  const isBilled = ({ draft: { lines, findings } }: PricedCustomer) =>
    lines.length > 0 || findings.length > 0;
  return {
    customers: customers.filter(isBilled),
    without: customers.filter((customer) => !isBilled(customer)),
    findings: [
      ...(await findMonthWithoutLogs(warehouse, month)),
      ...findUsageOfNobody(ofMonth, accounts, month, measured.usage),
      ...customers.flatMap(({ draft, facts }) => findAgreedTerms(draft, facts)),
    ],
  };
}

/**
 * Tells whether a list prices the month. Customers of a list that begins later have no usage and
 * no orders.
 */
function hasBook(books: readonly PriceBook[], month: Month): boolean {
  return monthProblems(books, month).length === 0;
}

/** Measured usage and terms of all customers. */
interface Known extends MeasuredUsage {
  accounts: Accounts;
  books: readonly PriceBook[];
  contracts: readonly Contract[];
}

function readFacts(
  customer: MonthCustomer,
  month: Month,
  { issuer, issuerDetails, logo, documents = {}, timezone }: Settings,
  { accounts, books, contracts, ...measured }: Known,
): BillingFacts {
  const { customerId, lists, apps, purchases } = customer;
  const appIds = apps.filter(({ usageOfOther }) => !usageOfOther).map(({ appId }) => appId);
  const until = lastDay(month);
  const otherLists = new Set(purchases.flatMap(({ otherList }) => otherList ?? []));
  const otherBooks = books.filter(({ list }) => otherLists.has(list));
  const settings = accounts.appSettings
    .filter(({ appId, from }) => appIds.includes(appId) && from <= until)
    .toSorted(byAppSettingAndDay);
  const own = contractsOf({ customerId, apps }, contracts).toSorted(byNameAndDay);
  return {
    month,
    edition: latestEdition,
    issuer,
    ...(issuerDetails !== undefined && { issuer_details: issuerDetails }),
    ...(logo !== undefined && { logo }),
    ...(documents.title !== undefined && { title: documents.title }),
    ...(documents.currency !== undefined && { currency_as: documents.currency }),
    time_zone: timezone,
    customer: customerFacts(customer, documents),
    ...usageOfApps(measured, appIds),
    purchases: purchases.toSorted(byDayAndOrder),
    roaming: accounts.roaming
      .filter(({ appId, from }) => appIds.includes(appId) && from <= until)
      .toSorted(byAppAndDay),
    ...(settings.length > 0 && { app_settings: settings }),
    price_books: composeBooks(lists, books),
    ...(otherBooks.length > 0 && { other_books: otherBooks }),
    ...(own.length > 0 && { contracts: own }),
  };
}

function customerFacts(customer: MonthCustomer, documents: DocumentSettings): CustomerFacts {
  const { customerId, name, priceList, apps, details, taxExempt } = customer;
  const { language = documents.language } = customer;
  return {
    customer_id: customerId,
    name,
    price_list: priceList,
    apps: apps.map(({ appId, appName, usageOfOther }) => ({
      app_id: appId,
      app_name: appName,
      ...(usageOfOther && { usage_of_other: true }),
    })),
    ...(details !== undefined && { details }),
    ...(language !== undefined && language !== 'both' && { language }),
    ...(taxExempt && { tax_exempt: true }),
  };
}

/**
 * Compares purchases by day and order, so that the order of rows in a file changes nothing, not
 * even a hash.
 */
function byDayAndOrder(a: Purchase, b: Purchase): number {
  return compareText(sortKey(a), sortKey(b));
}

function sortKey({ boughtOn, orderId, appId, sku, kind }: Purchase): string {
  return [boughtOn, orderId, appId, sku, kind].join('\n');
}

function byNameAndDay(a: Contract, b: Contract): number {
  return (
    compareText(a.contract, b.contract) ||
    compareText(a.from, b.from) ||
    compareText(a.sha256, b.sha256)
  );
}

function byAppAndDay(a: RoamingSetting, b: RoamingSetting): number {
  return (
    compareText(a.appId, b.appId) ||
    compareText(a.from, b.from) ||
    a.extraMonths - b.extraMonths ||
    (a.historyDays ?? -1) - (b.historyDays ?? -1)
  );
}

function byAppSettingAndDay(a: AppSetting, b: AppSetting): number {
  return (
    compareText(a.appId, b.appId) ||
    compareText(a.setting, b.setting) ||
    compareText(a.from, b.from) ||
    a.value - b.value
  );
}

/** Finds a month without log data: perhaps its logs were not delivered. */
async function findMonthWithoutLogs(warehouse: Database, month: Month): Promise<Finding[]> {
  const { days } = await warehouse.one<{ days: bigint }>(
    `select count(*) as days from counting_segments
     where usage_date between date '${firstDay(month)}' and date '${lastDay(month)}'`,
  );
  if (days > 0n) return [];
  return [
    internalFinding('month-without-logs', '', {
      en: `No log file has data of ${month}; the invoices contain only purchases and values carried over from earlier months. Check the deliveries before you send the invoices.`,
      zh: `没有日志文件含有 ${month} 的数据；账单只含购买和从以前月份沿用的数值。发送账单前请检查交付。`,
    }),
  ];
}

/** Finds usage of apps without a customer in the month, which is billed to nobody. */
function findUsageOfNobody(
  billed: readonly MonthCustomer[],
  { customers }: Accounts,
  month: Month,
  usage: ReadonlyMap<string, DailyUsage[]>,
): Finding[] {
  const appsOf = (some: readonly { apps: readonly { appId: string }[] }[]) =>
    new Set(some.flatMap(({ apps }) => apps.map(({ appId }) => appId)));
  const [known, ever] = [appsOf(billed), appsOf(customers)];
  return [...usage.keys()]
    .filter((appId) => !known.has(appId))
    .map((appId) => {
      const metrics = [...new Set(usage.get(appId)?.map(({ metric }) => metric))].join(', ');
      const [why, whyZh] = ever.has(appId)
        ? [
            `nobody has it in ${month} by accounts/customers.csv`,
            `按 accounts/customers.csv 在 ${month} 不属于任何客户`,
          ]
        : ['is not in accounts/customers.csv', '不在 accounts/customers.csv 中'];
      return internalFinding('app-without-customer', appId, {
        en: `App ${appId} has usage (${metrics}) but ${why}; nobody is billed for it.`,
        zh: `应用 ${appId} 有用量（${metrics}），但${whyZh}；未向任何人出账。`,
      });
    });
}
