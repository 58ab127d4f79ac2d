import { queryText } from '../../duckdb/query-text.ts';
import type { Snapshot } from './snapshot.ts';

/** A month with documents, drafts or usage. */
export interface KnownMonth {
  month: string;
  /** False if there is no document. */
  isIssued: boolean;
}

/** Reads the months with documents, drafts or usage, ascending. */
export function readKnownMonths(snapshot: Snapshot): Promise<KnownMonth[]> {
  return snapshot.once('months', async () => {
    const rows = await snapshot.database.rows<{ month: string; is_issued: boolean }>(
      queryText('snapshot/known_months'),
    );
    return rows.map(({ month, is_issued }) => ({ month, isIssued: is_issued }));
  });
}
