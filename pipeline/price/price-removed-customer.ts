import type { BillingFacts } from '../../src/billing/billing-facts.ts';
import type { Draft } from '../../src/billing/draft.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { BilledCustomer } from '../../src/ledger/billed-customers.ts';
import { readContent } from '../../src/ledger/contents.ts';
import { latestEdition } from '../../src/rating/edition.ts';
import type { Settings } from '../../src/workspace/settings.ts';
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
  const { document, contentSha256 } = documents.at(-1)!;
  const known =
    contentSha256 === null ? undefined : (await readContent(warehouse, contentSha256)).facts;
  const facts = factsOf(document, known, settings);
  return { draft: emptyDraft(document, facts), facts };
}

function factsOf(
  document: InvoiceDocument,
  known: BillingFacts | undefined,
  { issuer, issuerDetails, logo, timezone }: Settings,
): BillingFacts {
  const { month, customer_id, customer_name: name, price_list } = document;
  const { customer_details: details, language } = document;
  return {
    month,
    edition: latestEdition,
    issuer,
    ...(issuerDetails !== undefined && { issuer_details: issuerDetails }),
    ...(logo !== undefined && { logo }),
    time_zone: timezone,
    customer: {
      ...{ customer_id, name, price_list, apps: [] },
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
}

function emptyDraft(
  { format, currency, time_zone, issue_date, due_date, apps }: InvoiceDocument,
  { month, issuer, issuer_details, customer }: BillingFacts,
): Draft {
  const { customer_id, name, price_list, details, language } = customer;
  return {
    ...{ format, month, customer_id, customer_name: name, issuer },
    ...(issuer_details !== undefined && { issuer_details }),
    ...(details !== undefined && { customer_details: details }),
    ...(language !== undefined && { language }),
    ...{ currency, time_zone, price_list, price_books: [], issue_date, due_date },
    ...{ prepaid: '0.00', postpaid: '0.00', total: '0.00' },
    apps,
    lines: [],
    findings: [],
    usage: [],
  };
}
