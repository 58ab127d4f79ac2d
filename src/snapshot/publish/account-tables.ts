import type { KnownTerms } from '../../workspace/known-terms.ts';
import { type Statement, tableOf } from './insert-rows.ts';

/** Returns statements that create the tables `customers` and `apps` from customers.csv. */
export function accountTables({ customers }: Pick<KnownTerms, 'customers'>): Statement[] {
  const ofCustomers = tableOf(
    'customers',
    {
      customer_id: 'varchar',
      customer_name: 'varchar',
      price_list: 'varchar',
      apps: 'bigint',
    },
    customers.map(({ customerId, name, priceList, apps }) => ({
      customer_id: customerId,
      customer_name: name,
      price_list: priceList,
      apps: String(apps.length),
    })),
  );
  const ofApps = tableOf(
    'apps',
    {
      app_id: 'varchar',
      app_name: 'varchar',
      customer_id: 'varchar',
      customer_name: 'varchar',
      price_list: 'varchar',
    },
    customers.flatMap(({ customerId, name, priceList, apps }) =>
      apps.map(({ appId, appName }) => ({
        app_id: appId,
        app_name: appName,
        customer_id: customerId,
        customer_name: name,
        price_list: priceList,
      })),
    ),
  );
  return [...ofCustomers, ...ofApps];
}
