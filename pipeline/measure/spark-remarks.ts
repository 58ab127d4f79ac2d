import { queryText } from '../../src/duckdb/query-text.ts';

/** SQL by which Spark finds the slots that a person should look at. */
export interface RemarkQueries {
  /** Query of the first conflicts; absent where there is no bandwidth. */
  conflicts?: string;
  /** Views that the last query needs. */
  views: string[];
  /** Query of the first unclear slots; absent for the rules of 0.2. */
  unclear?: string;
}

/** Returns the queries of remarks from the relations that `remarkRelations` names. */
export function remarkQueries(relations: readonly string[]): RemarkQueries {
  if (relations.length === 0) return { views: [] };
  const conflicts = queryText('measure/first_conflicts');
  if (!relations.includes('bandwidth_samples')) return { conflicts, views: [] };
  return {
    conflicts,
    views: [
      `create or replace temp view unclear_slots as\n${queryText('measure/first_unclear_slots')}`,
      `create or replace temp view bandwidth_lines as
select app_id, region, node, slot_started_at, input_file_name() as filename from lake_bandwidth`,
    ],
    unclear: queryText('measure/unclear_slots'),
  };
}
