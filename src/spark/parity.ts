import { exitCodes, UserError } from '../base/errors.ts';
import { paritySettings } from './fixed-settings.ts';
import type { SparkSession } from './session.ts';
import { SparkError } from './spark-error.ts';

const oldestVersion = [3, 5] as const;

/** Queries that must fail: a result that does not fit is an error and never a null or another number. */
export const overflows = [
  'select cast(9223372036854775807 as bigint) + id as quantity from range(1, 2)',
  'select sum(cast(99999999999999999999999999999999999999 as decimal(38, 0))) as quantity from range(0, 3)',
  'select cast(cast(12345678901 as decimal(38, 9)) as decimal(10, 2)) as quantity',
];

/** Queries whose one row is known: text, order and instants as DuckDB has them. */
export const samples: readonly { query: string; expected: string }[] = [
  {
    query: `select cast(count(distinct name) as string) as answer from values ('é'), ('e\u0301'), ('a'), ('A'), ('a '), ('007'), ('7') as names(name)`,
    expected: '7',
  },
  {
    query: `select cast(cast('2018-12-27 23:59:59.999999' as timestamp_ntz) as string) as answer`,
    expected: '2018-12-27 23:59:59.999999',
  },
  {
    query: `select 'a\\b' || "answer" as answer from values ('c') as texts("answer")`,
    expected: 'a\\bc',
  },
];

/**
 * Sets what Spark needs to count as DuckDB does, and tries it out.
 *
 * @param settings Further settings of the user; none that `isFixedSetting` names.
 * @returns Spark's version.
 * @throws {UserError} (exit 3) If this server is too old, or lets an overflow pass.
 * @throws {SparkError} (exit 1) If it cannot be reached or refuses a setting.
 */
export async function prepareSession(
  session: SparkSession,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const version = await session.version();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld =
    major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
  if (isOld) throw unfit(`it is Spark ${version}`, 'Accepted: Spark 3.5 or newer');
  await session.configure({ ...settings, ...paritySettings });
  const held = await session.settings(Object.keys(paritySettings));
  for (const [key, value] of Object.entries(paritySettings))
    if (held.get(key)?.toLowerCase() !== value.toLowerCase())
      throw unfit(`${key} is "${held.get(key) ?? ''}"`, `Accepted: ${value}`);
  for (const query of overflows) await assertOverflows(session, query);
  for (const { query, expected } of samples) {
    const [row] = await session.rows(query);
    if (row?.['answer'] !== expected)
      throw unfit(`"${query}" gives "${row?.['answer']}"`, `Accepted: ${expected}`);
  }
  return version;
}

async function assertOverflows(session: SparkSession, query: string): Promise<void> {
  try {
    await session.rows(query);
  } catch (error) {
    if (error instanceof SparkError && /OVERFLOW|OUT_OF_RANGE/.test(error.errorClass)) return;
    throw error;
  }
  throw unfit(`it lets an overflow pass: ${query}`, 'Accepted: an engine that reports it');
}

function unfit(seen: string, accepted: string): UserError {
  return new UserError(
    `This engine cannot be used for billing: ${seen}.\n${accepted}.\nUse another server, or --engine duckdb.`,
    exitCodes.badInput,
  );
}
