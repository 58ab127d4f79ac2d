import type { Database } from '../duckdb/duckdb.ts';

/** A document's state. Corrections stay issued. */
export type DocumentState = 'issued' | 'corrected' | 'voided';

/** Reads the states of a month's documents, by number. */
export async function documentStates(
  database: Database,
  month: string,
): Promise<Map<string, DocumentState>> {
  const rows = await database.rows<{ number: string; state: DocumentState }>(
    'select number, state from document_states inner join invoices using (number) where month = $month',
    { month },
  );
  return new Map(rows.map(({ number, state }) => [number, state]));
}
