import { queryText } from '../../duckdb/query-text.ts';
import type { Snapshot } from './snapshot.ts';

/** Documents of a month that were issued under an approval. */
export interface IssueUnderApproval {
  action: 'issue' | 'correct';
  /** Content hash of the documents as they were drafts. */
  sha256: string;
  /** Names; empty if nobody recorded an approval. */
  approvedBy: string[];
  issuedBy: string;
  /** RFC 3339, UTC. */
  at: string;
}

/** Reads who approved and issued the documents of a month, in the order of their issue. */
export async function readIssuesUnderApproval(
  { database }: Snapshot,
  month: string,
): Promise<IssueUnderApproval[]> {
  const rows = await database.rows<{
    action: 'issue' | 'correct';
    drafts_sha256: string;
    approved_by: string;
    issued_by: string;
    recorded_at: string;
  }>(queryText('snapshot/issues_under_approval'), { month });
  return rows.map((row) => ({
    action: row.action,
    sha256: row.drafts_sha256,
    approvedBy: JSON.parse(row.approved_by) as string[],
    issuedBy: row.issued_by,
    at: row.recorded_at,
  }));
}
