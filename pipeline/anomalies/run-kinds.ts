import type { AnomalyKind } from '../../src/anomalies/kind.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Cell, Database } from '../../src/duckdb/duckdb.ts';
import type { Anomaly } from '../../src/jobs/anomalies.ts';
import { anomalyOfRow, type FoundRow } from './anomaly-of-row.ts';

/** Runs the kinds that come with imbill, on a database with the relations that are handed in. */
export async function runKinds(
  kinds: readonly AnomalyKind[],
  month: Month,
  database: Database,
): Promise<Anomaly[]> {
  const found: Anomaly[] = [];
  for (const kind of kinds) {
    const rows = await database.rows(kind.sql, parametersOf(kind));
    found.push(...rows.map((row) => anomalyOfRow(kind, month, textsOf(row))));
  }
  return found;
}

/** Returns the values of a kind's thresholds. */
export function parametersOf({ parameters }: AnomalyKind): Record<string, string> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}

function textsOf(row: Record<string, Cell>): FoundRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}
