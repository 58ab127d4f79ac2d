import { quoted } from '../../engines/duckdb.ts';
import type { SourceKind } from '../../sources/canonical-columns.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** What the segments of a source hold, name → SQL type. */
const segmentColumns: Record<SourceKind, Record<string, string>> = {
  logins: {
    ...{ line_number: 'bigint', app_id: 'varchar', user_id: 'varchar', result: 'varchar' },
    ...{ platform: 'varchar', client_ip: 'varchar', extra: 'varchar', is_success: 'boolean' },
    ...{ usage_date: 'date', logged_in_at: 'timestamp' },
  },
  bandwidth: {
    ...{ line_number: 'bigint', app_id: 'varchar', region: 'varchar', node: 'varchar' },
    ...{ mbps: 'varchar', bytes: 'varchar', bps: 'varchar', extra: 'varchar' },
    ...{ slot_seconds: 'integer', bits: 'decimal(38, 6)', usage_date: 'date' },
    ...{ measured_at: 'timestamp', slot_started_at: 'timestamp' },
  },
  groups: {
    ...{ line_number: 'bigint', app_id: 'varchar', group_id: 'varchar', event: 'varchar' },
    ...{ group_type: 'varchar', extra: 'varchar', usage_date: 'date', occurred_at: 'timestamp' },
  },
  daily: {
    ...{ line_number: 'bigint', app_id: 'varchar', metric: 'varchar', extra: 'varchar' },
    ...{ quantity: 'decimal(38, 9)', usage_date: 'date' },
  },
};

/**
 * SQL of the path of a source's segments: below the folder that the variable `workspace` names, or
 * where that is not set, below the workspace as it was when it was published. A folder's `[`, `*`
 * and `?` are its own.
 */
export function lakePath({ root }: Workspace, source: SourceKind): string {
  return `regexp_replace(coalesce(getvariable('workspace'), ${quoted(root)}), '([*?\\[])', '[\\1]', 'g') || '/.imbill/lake/${source}/*/*.parquet'`;
}

/** SQL of all segments of a source, with their `filename`. */
export function lakeRows(workspace: Workspace, source: SourceKind): string {
  return `read_parquet(${lakePath(workspace, source)}, filename = true, hive_partitioning = false) as lake_${source}`;
}

/** The same where there is no segment: no file, so no row. */
export function noLakeRows(source: SourceKind): string {
  const columns = Object.entries({ ...segmentColumns[source], filename: 'varchar' });
  const typed = columns.map(([name, type]) => `cast(null as ${type}) as ${name}`);
  return `(select ${typed.join(', ')} where false) as lake_${source}`;
}
