import type { SourceKind } from './canonical-columns.ts';
import type { SourceSettings } from './source-settings.ts';

/** Columns of the checked rows that nothing is counted from, beside the line's number; name → SQL type. */
export const uncountedColumns: Record<SourceKind, Readonly<Record<string, string>>> = {
  logins: {
    ...{ result: 'varchar', platform: 'varchar', client_ip: 'varchar', extra: 'varchar' },
    logged_in_at: 'timestamp',
  },
  bandwidth: {
    ...{ mbps: 'varchar', bytes: 'varchar', bps: 'varchar', extra: 'varchar' },
  },
  groups: { extra: 'varchar' },
  daily: { extra: 'varchar' },
};

/**
 * SQL of what is kept of the checked rows that count: all of their columns, or with `keep: none` those
 * that something is counted from; the others are null, so that all segments have the same columns.
 */
export function keptColumns({ kind, keep }: Pick<SourceSettings, 'kind' | 'keep'>): string {
  const all = '* exclude (problem, is_ignored)';
  if (keep !== 'none') return all;
  const nulls = Object.entries(uncountedColumns[kind]).map(
    ([name, type]) => `cast(null as ${type}) as ${name}`,
  );
  return `${all} replace (${nulls.join(', ')})`;
}
