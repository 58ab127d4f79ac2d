import { currentSql } from '../../duckdb/sql-files.ts';
import type { SourceKind } from './canonical-columns.ts';

/**
 * How several bandwidth lines without a node in one slot become its value: they are parts of it that add
 * up, or measurements of one thing at several times, of which the highest or the mean counts.
 */
export type Samples = 'sum' | 'highest' | 'mean';

/** One entry of `sources:`. */
export interface SourceSettings {
  kind: SourceKind;
  /** Globs relative to the workspace. */
  files: string[];
  /** A key of `presets`. */
  preset?: string;
  /** Canonical column → delivered name; in JSON a dotted path. */
  columns: Record<string, string>;
  /** Canonical column → the value that all lines have. */
  constants: Record<string, string>;
  /** IANA zone of times without an offset; such times are rejected where it is absent. */
  timeZone?: string;
  /** What several lines without a node in one slot are, in bandwidth; not known where absent. */
  samples?: Samples;
  /** One character, for CSV. */
  delimiter: string;
  /** Words of `result` that say of a login that it succeeded; `successWords` where absent. */
  success?: string[];
  /** Words that stand for an id that is not there; `emptyIds` where absent. */
  emptyIds?: string[];
  /** Whether only what something is counted from is kept of the lines; all of them where absent. */
  keep?: 'none';
  /** Length of a bandwidth slot; 300 where absent. */
  slotSeconds?: number;
  /** SQL that checks its lines, from the measuring rules of an issued document; today's if absent. */
  checkSql?: string;
}

/** Returns the SQL that checks the lines of a source. */
export function checkSql({ kind, checkSql }: SourceSettings): string {
  return checkSql ?? currentSql().text('staging', `checked_${kind}`);
}

/** Values of the keys that every entry has, where imbill.yaml does not say them. */
export const entryDefaults = {
  columns: {},
  constants: {},
  delimiter: ',',
} as const satisfies Partial<SourceSettings>;
