import type { Snapshot } from './snapshot.ts';

/** An app of today's accounts, with its last customer. */
export interface PublishedApp {
  appId: string;
  appName: string;
  customerId: string;
  customerName: string;
}

/** Reads the apps, by app id. */
export function readPublishedApps(snapshot: Snapshot): Promise<Map<string, PublishedApp>> {
  return snapshot.once('apps', async () => {
    const rows = await snapshot.database.rows<Record<string, string | null>>(
      'select app_id, app_name, customer_id, customer_name from apps order by app_id, valid_from nulls first',
    );
    return new Map(
      rows.map((row) => [
        row['app_id']!,
        {
          appId: row['app_id']!,
          appName: row['app_name'] ?? '',
          customerId: row['customer_id']!,
          customerName: row['customer_name'] ?? '',
        },
      ]),
    );
  });
}
