import type { Database } from '../../duckdb/duckdb.ts';
import { queryText } from '../../duckdb/query-text.ts';
import { auditProblems } from '../../warehouse/audit.ts';
import { comparison, type Difference } from '../difference.ts';

/** Compares the audit with its own chain, and with the documents that it says were issued. */
export async function verifyAudit(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const compare = comparison('audit', 'audit', differences);
  for (const problem of await auditProblems(database))
    compare('', 'entries as they were recorded', problem);
  const rows = await database.rows<{ entry: string | null; number: string }>(
    queryText('ledger/audit_differences'),
  );
  for (const { entry, number } of rows)
    if (entry === null) compare(number, 'an entry that says it was issued', undefined);
    else compare(`entry ${entry}`, number, undefined);
  return differences;
}
