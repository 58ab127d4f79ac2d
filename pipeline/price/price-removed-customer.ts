import type { BilledCustomer } from '../../src/ledger/billed-customers.ts';
import { type BillingFacts, readContent } from '../../src/ledger/billing-facts.ts';
import { latestEdition } from '../../src/rating/edition.ts';
import type { Effects } from '../effects/effects.ts';
import type { PricedCustomer } from './price.ts';

/**
 * Prices a customer who is not in customers.csv any more: nothing, under the name and on the
 * list of the last document.
 */
export async function priceRemovedCustomer(
  { documents }: BilledCustomer,
  { warehouse, settings }: Effects,
): Promise<PricedCustomer> {
  const last = documents.at(-1)!;
  const { document, contentSha256 } = last;
  const known =
    contentSha256 === null ? undefined : (await readContent(warehouse, contentSha256)).facts;
  const { customer_id, customer_name, price_list } = document;
  const { customer_details: details, language } = document;
  const { issuer, issuerDetails: issuer_details, logo } = settings;
  const parties = {
    issuer,
    ...(issuer_details !== undefined && { issuer_details }),
  };
  const facts: BillingFacts = {
    month: document.month,
    edition: latestEdition,
    ...parties,
    ...(logo !== undefined && { logo }),
    time_zone: settings.timezone,
    customer: {
      customer_id,
      name: customer_name,
      price_list,
      apps: [],
      ...(details !== undefined && { details }),
      ...(language !== undefined && { language }),
      ...(known?.customer.tax_exempt && { tax_exempt: true }),
    },
    usage: [],
    monthly_users: [],
    noted: [],
    purchases: [],
    roaming: [],
    price_books: known?.price_books ?? [],
  };
  const { format, month, currency, time_zone, issue_date, due_date } = document;
  const draft = {
    format,
    month,
    customer_id,
    customer_name,
    ...parties,
    ...(details !== undefined && { customer_details: details }),
    ...(language !== undefined && { language }),
    currency,
    time_zone,
    price_list,
    price_books: [],
    issue_date,
    due_date,
    prepaid: '0.00',
    postpaid: '0.00',
    total: '0.00',
    apps: document.apps,
    lines: [],
    findings: [],
    usage: [],
  };
  return { draft, facts };
}
