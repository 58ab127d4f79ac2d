import { currentSql } from '../../duckdb/sql-files.ts';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import type { TextEncoding } from '../bytes/decoded-text.ts';
import type { EntryFormat } from '../bytes/delivered-format.ts';
import type { Expectation } from './expectation.ts';
import type { Preset } from './presets.ts';

/**
 * Meaning of several bandwidth lines without a node in one slot: parts that add up, or measurements of one
 * thing, of which the highest or the mean counts.
 */
export type Samples = 'sum' | 'highest' | 'mean';

/** One entry of `sources:`. */
export interface SourceSettings {
  kind: SourceKind;
  /** Globs relative to the workspace; none for a table. */
  files: string[];
  /** Name of a table of Spark's catalog, or a `select`, that is read in place of files. */
  table?: string;
  /** Snapshot id or version at which the table is read; the latest where absent. */
  snapshot?: string;
  /** A built-in preset: a key of `presets`. */
  preset?: string;
  /** A preset of `presets:` in imbill.yaml, whole: its name changes no row. */
  ownPreset?: Preset;
  /** Canonical column → delivered name; in JSON a dotted path. */
  columns: Record<string, string>;
  /** Canonical column → the value that all lines have. */
  constants: Record<string, string>;
  /** IANA zone of times without an offset. They are rejected where it is absent. */
  timeZone?: string;
  /** Meaning of several bandwidth lines without a node in one slot; unknown where absent. */
  samples?: Samples;
  /** Forms of its times or days, see time-format.ts; the usual ones where absent. */
  timeFormats?: string[];
  /** Format of its files, whatever their extension. */
  format?: EntryFormat;
  /** Form of the lines of an access log, in nginx's notation; the combined form where absent. */
  logFormat?: string;
  /** Encoding of its texts; UTF-8 where absent. */
  encoding?: TextEncoding;
  /** One character, for CSV. */
  delimiter: string;
  /** Words of `result` for a login that succeeded; `successWords` where absent. */
  success?: string[];
  /** Words for an id that is missing; `emptyIds` where absent. */
  emptyIds?: string[];
  /** `none` stores only the columns from which something is measured; all of them where absent. */
  keep?: 'none';
  /** `hmac` stores a keyed hash in place of each user id; the ids themselves where absent. */
  userIds?: 'hmac';
  /** Length of a bandwidth slot; 300 where absent. */
  slotSeconds?: number;
  /** Deliveries that must come; changes no row. */
  expect?: Expectation[];
  /** SQL that checks its lines, from the measuring rules of an issued document; today's if absent. */
  checkSql?: string;
}

/** Returns the SQL that checks the lines of a source. */
export function checkSql({ kind, checkSql }: SourceSettings): string {
  return checkSql ?? currentSql().text('staging', `checked_${kind}`);
}

/** Values of keys that every entry has, if imbill.yaml does not set them. */
export const entryDefaults = {
  columns: {},
  constants: {},
  delimiter: ',',
} as const satisfies Partial<SourceSettings>;
