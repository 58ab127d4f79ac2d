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
    const rows = await snapshot.database.rows<{ month: string; is_issued: boolean }>(`
      select month, bool_or(is_issued) as is_issued from (
        select month, true as is_issued from invoices
        union all select strftime(usage_month, '%Y-%m'), false from monthly_usage
      ) as known group by month order by month`);
    return rows.map(({ month, is_issued }) => ({ month, isIssued: is_issued }));
  });
}
