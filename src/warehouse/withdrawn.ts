import { type Database, quotedList } from '../duckdb/duckdb.ts';

/** SQL of the segments that count: those of withdrawn batches stay in the lake as a proof only. */
export const countingSegments =
  '(select * from segments where batch_id not in (select batch_id from batches where withdrawn_at is not null))';

/**
 * How and why each batch that counts no more was withdrawn last: SQL with `batch_id`, `reason` and
 * `action`, which is `replace` where a load did it.
 */
export const withdrawalReasons = `(select batch_id, coalesce(arg_max(reason, entry), '') as reason,
    coalesce(arg_max(audit.action, entry), '') as action
  from batches left join audit on audit.action in ('withdraw', 'replace') and subject = 'batch ' || batch_id
  where withdrawn_at is not null group by batch_id)`;

/**
 * Files of a load that hold what was withdrawn.
 *
 * @param asked Paths of further files to look at.
 */
export async function withdrawnFilesOf(
  database: Database,
  loadId: number,
  asked: readonly string[] = [],
): Promise<{ path: string; batch_id: number; reason: string }[]> {
  const rows = await database.rows<{ path: string; batch_id: bigint; reason: string }>(
    `select path, batch_id, reason from deliveries inner join ${withdrawalReasons} as reasons using (batch_id)
     where load_id = ${loadId} or list_contains(cast(${quotedList(asked)} as varchar[]), path) order by path`,
  );
  return rows.map((row) => ({ ...row, batch_id: Number(row.batch_id) }));
}
