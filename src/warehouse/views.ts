import type { Database } from '../duckdb/duckdb.ts';
import { queryText } from '../duckdb/query-text.ts';

/** Views of sql/queries/views, each after those that it reads. */
const views = [
  'counting_segments',
  'removed_segments',
  'withdrawal_reasons',
  'batch_states',
  'booked_documents',
  'document_amounts',
  'document_states',
  'document_files',
  'sent_files',
  'logos',
  'batch_names',
  'evidence_batches',
  'approvals',
  'draft_states',
  'closings',
  'payments',
];

/** Creates the views that several queries read, for this connection only. */
export async function createViews(database: Database): Promise<void> {
  for (const view of views)
    await database.run(`create or replace temp view ${view} as ${queryText(`views/${view}`)}`);
}
