import type { Database } from '../duckdb/duckdb.ts';

/** Where a document is in its life. Corrections stay issued. */
export type DocumentState = 'issued' | 'corrected' | 'voided';

/**
 * SQL of all documents with `number`, `state`, and of what `net` (the document and its corrections)
 * comes to; null for corrections, which are part of their invoice's.
 */
export const statesSql = `(select documents.number,
    case when documents.kind <> 'invoice' then 'issued'
      when voids.number is not null then 'voided'
      when count(corrections.number) > 0 then 'corrected'
      else 'issued' end as state,
    case when documents.kind = 'invoice'
      then any_value(documents.total) + coalesce(sum(corrections.total), 0) end as net
  from invoices as documents
  left join voids on documents.number = voids.number
  left join invoices as corrections
    on corrections.refers_to = documents.number and corrections.kind <> 'invoice'
  group by documents.number, documents.kind, voids.number)`;

/** The states of a month's documents, by number. */
export async function documentStates(
  database: Database,
  month: string,
): Promise<Map<string, DocumentState>> {
  const rows = await database.rows<{ number: string; state: DocumentState }>(
    `select number, state from ${statesSql} as states inner join invoices using (number) where month = $month`,
    { month },
  );
  return new Map(rows.map(({ number, state }) => [number, state]));
}
