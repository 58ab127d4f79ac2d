import type { Database } from '../../duckdb/duckdb.ts';
import { auditProblems } from '../../warehouse/audit.ts';
import { comparison, type Difference } from '../difference.ts';

/** Compares the audit with its chain, and with the documents: each says what the other has. */
export async function verifyAudit(database: Database): Promise<Difference[]> {
  const differences: Difference[] = [];
  const compare = comparison('audit', 'audit', differences);
  for (const problem of await auditProblems(database))
    compare('', 'entries as they were recorded', problem);
  const issued = await database.rows<Record<'entry' | 'number', string>>(
    `select entry, number from (${toldSql})
     where number not in (select number from invoices) order by number`,
  );
  for (const { entry, number } of issued) compare(`entry ${entry}`, number, undefined);
  const untold = await database.rows<Record<'number', string>>(
    `select number from invoices
     where content_sha256 is not null and number not in (select number from (${toldSql})) order by number`,
  );
  for (const { number } of untold) compare(number, 'an entry that says it was issued', undefined);
  return differences;
}

/** Documents that the audit says were issued; an import takes over what another audit told. */
const toldSql = `
  select cast(entry as varchar) as entry,
    unnest(list_concat(detail ->> '$.numbers[*]', detail ->> '$.documents[*].number')) as number
  from audit where json_valid(detail) and action in ('issue', 'correct', 'void')`;
