import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { DraftStatus } from '../../src/jobs/status.ts';

/** Reads the months with drafts, and who approved them. */
export async function readDraftStatus(snapshot: Database): Promise<DraftStatus[]> {
  const rows = await snapshot.rows<Omit<DraftStatus, 'approved_by'> & { approved_by: string }>(
    queryText('snapshot/draft_status'),
  );
  return rows.map(({ month, drafts_sha256, approved_by, customers, is_current, made_at }) => ({
    month,
    drafts_sha256,
    customers,
    made_at,
    is_current,
    approved_by: approved_by.split('\n').filter((name) => name !== ''),
  }));
}
