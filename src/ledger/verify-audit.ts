import type { Database } from '../engines/duckdb.ts';
import { auditProblems } from '../warehouse/audit.ts';
import { comparison, type Difference } from './difference.ts';

/** Whether the audit is whole, and the documents that it says were issued are there. */
export async function verifyAudit(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const compare = comparison('audit', 'audit', differences);
  for (const problem of await auditProblems(database))
    compare('', 'entries as they were recorded', problem);
  const issued = await database.rows<Record<'entry' | 'number', string>>(
    `select entry, number from (
       select cast(entry as varchar) as entry,
         unnest(list_concat(detail ->> '$.numbers[*]', detail ->> '$.documents[*].number')) as number
       from audit where json_valid(detail) and action in ('issue', 'correct', 'void'))
     where number not in (select number from invoices) order by number`,
  );
  for (const { entry, number } of issued) compare(`entry ${entry}`, number, undefined);
  return differences;
}
