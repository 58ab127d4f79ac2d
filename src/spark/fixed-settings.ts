/**
 * Session settings without which Spark counts otherwise than DuckDB.
 *
 * Source: docs/scale-out.md, "What must be the same".
 */
export const paritySettings: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.timestampType': 'TIMESTAMP_NTZ',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.ansi.doubleQuotedIdentifiers': 'true',
  'spark.sql.caseSensitive': 'true',
  'spark.sql.parser.escapedStringLiterals': 'true',
  'spark.sql.sources.partitionColumnTypeInference.enabled': 'false',
  'spark.sql.files.ignoreCorruptFiles': 'false',
  'spark.sql.files.ignoreMissingFiles': 'false',
};

/** Beginnings of the names of settings that change what a query means. */
const fixedFamilies = [
  'spark.sql.ansi.',
  'spark.sql.collation.',
  'spark.sql.decimalOperations.',
  'spark.sql.files.ignore',
  'spark.sql.legacy.',
  'spark.sql.parquet.',
  'spark.sql.parser.',
  'spark.sql.session.',
  'spark.sql.timestampType',
  'spark.sql.variable.',
];

/** Tells whether imbill alone decides on a setting, as counted numbers depend on it. */
export function isFixedSetting(key: string): boolean {
  return (
    Object.hasOwn(paritySettings, key) || fixedFamilies.some((family) => key.startsWith(family))
  );
}
