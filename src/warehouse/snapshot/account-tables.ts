import type { Database } from '../../engines/duckdb.ts';
import type { KnownTerms } from '../../workspace/known-terms.ts';
import { createTableOf } from './insert-rows.ts';

/** The tables `customers` and `apps`, as customers.csv has them. */
export async function createAccountTables(
  database: Database,
  { customers }: Pick<KnownTerms, 'customers'>,
): Promise<void> {
  await createTableOf(
    database,
    'customers',
    {
      ...{ customer_id: 'varchar', customer_name: 'varchar', price_list: 'varchar' },
      apps: 'bigint',
    },
    customers.map(({ customerId, name, priceList, apps }) => ({
      ...{ customer_id: customerId, customer_name: name, price_list: priceList },
      apps: String(apps.length),
    })),
  );
  await createTableOf(
    database,
    'apps',
    {
      ...{ app_id: 'varchar', app_name: 'varchar', customer_id: 'varchar' },
      ...{ customer_name: 'varchar', price_list: 'varchar' },
    },
    customers.flatMap(({ customerId, name, priceList, apps }) =>
      apps.map(({ appId, appName }) => ({
        ...{ app_id: appId, app_name: appName, customer_id: customerId },
        ...{ customer_name: name, price_list: priceList },
      })),
    ),
  );
}
