import { queryText } from '../../duckdb/query-text.ts';
import type { Snapshot } from './snapshot.ts';

/** A month of which something is known. */
export interface KnownMonth {
  month: string;
  /** False where there is usage and no document. */
  isIssued: boolean;
}

/** Months with documents or with usage, ascending. */
export function knownMonths(snapshot: Snapshot): Promise<KnownMonth[]> {
  return snapshot.once('months', async () => {
    const rows = await snapshot.database.rows<{ month: string; is_issued: boolean }>(
      queryText('snapshot/known_months'),
    );
    return rows.map(({ month, is_issued }) => ({ month, isIssued: is_issued }));
  });
}
