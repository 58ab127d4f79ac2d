import { groupBy } from '../../rating/group-by.ts';
import type { Customer } from '../../workspace/customer.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import { type PublishedRow, type Statement, tableOf } from './insert-rows.ts';

const daysOfRow = { valid_from: 'date', valid_until: 'date' };

/** Returns statements that create the tables `customers` and `apps` from customers.csv. */
export function accountTables({ customers }: Pick<KnownTerms, 'customers'>): Statement[] {
  const ofCustomers = tableOf(
    'customers',
    {
      customer_id: 'varchar',
      customer_name: 'varchar',
      price_list: 'varchar',
      apps: 'bigint',
      address: 'varchar',
      tax_id: 'varchar',
      contact: 'varchar',
      email: 'varchar',
      purchase_order: 'varchar',
      language: 'varchar',
      tags: 'json',
      is_tax_exempt: 'boolean',
      ...daysOfRow,
    },
    customers.map(customerRow),
  );
  const ofApps = tableOf(
    'apps',
    {
      app_id: 'varchar',
      app_name: 'varchar',
      customer_id: 'varchar',
      customer_name: 'varchar',
      price_list: 'varchar',
      ...daysOfRow,
    },
    customers.flatMap(({ customerId, name, priceList, apps }) =>
      apps.map(({ appId, appName, from, until }) => ({
        app_id: appId,
        app_name: appName,
        customer_id: customerId,
        customer_name: name,
        price_list: priceList,
        valid_from: from,
        valid_until: until,
      })),
    ),
  );
  return [...ofCustomers, ...ofApps];
}

function customerRow({ apps, details = {}, ...customer }: Customer): PublishedRow {
  const { address, tax_id, contact, email, purchase_order, tags } = details;
  return {
    customer_id: customer.customerId,
    customer_name: customer.name,
    price_list: customer.priceList,
    apps: String(groupBy(apps, ({ appId }) => appId).size),
    address: address?.join('\n'),
    tax_id,
    contact,
    email,
    purchase_order,
    language: customer.language,
    tags: tags && JSON.stringify(tags),
    is_tax_exempt: String(customer.taxExempt ?? false),
    valid_from: customer.from,
    valid_until: customer.until,
  };
}
