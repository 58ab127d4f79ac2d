import { kindTable } from '../../metrics/source-kinds.ts';
import type { SourceSettings } from './source-settings.ts';

/**
 * Returns SQL of the columns that a segment stores of checked rows. With `keep: none` those that change no
 * quantity are null: all segments have the same columns.
 */
export function storedColumns({ kind, keep }: Pick<SourceSettings, 'kind' | 'keep'>): string {
  const all = '* exclude (problem, is_ignored)';
  if (keep !== 'none') return all;
  const { stored, unmeasured } = kindTable[kind];
  const nulls = unmeasured.map((name) => `cast(null as ${stored[name]}) as ${name}`);
  return `${all} replace (${nulls.join(', ')})`;
}
