import { canonicalJson } from '../base/json.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { Anomaly } from '../invoice/anomaly.ts';

/**
 * Stores the anomalies that were not stored before. An anomaly is the same if its kind, place and
 * subject are: other values do not make it a new one.
 *
 * @returns The new ones, in their order.
 */
export async function recordToldAnomalies(
  database: Database,
  anomalies: readonly Anomaly[],
): Promise<Anomaly[]> {
  if (anomalies.length === 0) return [];
  const rows = await database.rows<{ anomaly: string }>('select anomaly from told_anomalies');
  const told = new Set(rows.map(({ anomaly }) => anomaly));
  const newOnes = anomalies.filter((anomaly) => !told.has(keyOf(anomaly)));
  const keys = [...new Set(newOnes.map(keyOf))];
  await database.transaction(async () => {
    for (const key of keys) await database.run('insert into told_anomalies values ($key)', { key });
  });
  return newOnes;
}

function keyOf({ code, month, day, hour, source, metric, app_id, subject }: Anomaly): string {
  return canonicalJson({
    ...{ code, month, day, hour, subject },
    ...(source !== undefined && { source }),
    ...(metric !== undefined && { metric }),
    ...(app_id !== undefined && { app_id }),
  });
}
