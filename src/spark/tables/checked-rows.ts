import { emptyIds, successWords } from '../../intake/records/known-words.ts';
import type { TableSource } from '../../intake/records/table-sources.ts';
import type { SourceKind } from '../../metrics/source-kinds.ts';
import { kindTable } from '../../metrics/source-kinds.ts';
import {
  appIdProblem,
  billingDay,
  firstProblem,
  futureReason,
  isLike,
  isSuccess,
  numberProblem,
  ownIdProblem,
  problem,
  problemWhere,
  slotStart,
  timeProblem,
} from './row-rules.ts';
import { textList, textLiteral } from './text-literal.ts';
import type { TypedColumns } from './typed-columns.ts';

/** Settings of the workspace that decide what is accepted, and on which day it is. */
export interface TableRules {
  /** Offset of the billing days from UTC. */
  offsetMinutes: number;
  slotSeconds: number;
  /** End of the accepted instants, RFC 3339 in UTC. */
  acceptedUntil: string;
  /** Metrics that daily values may have. */
  metricNames: readonly string[];
}

/** Column with the hash of a delivered row, of which the fingerprint of a table is made. */
const rowHash = 'row_hash';

/**
 * Returns the query of the checked rows of a table: the stored columns without line_number, `row_hash`, the first
 * problem as `problem_column`, `problem_value` and `problem_reason`, the row as JSON in `row_text`, and `day` as text.
 *
 * The rules are those of sql/staging/checked_*, for typed columns.
 *
 * @param relation Relation of the table for a `from`.
 */
export function checkedRows(
  source: TableSource,
  relation: string,
  typed: TypedColumns,
  rules: TableRules,
): string {
  const { kind } = source;
  const judged = judges[kind](source, rules);
  const keys = kindTable[kind].delivered.filter(({ isRequired }) => isRequired);
  const columns = storedColumns(source, judged.stored).map(
    ({ name, value }) => `${value} as ${name}`,
  );
  return `with delivered as (${hashedRows(source, relation, typed)}),
typed as (select *, ${judged.columns.join(',\n  ')} from delivered),
judged as (select *, ${firstProblem([...typed.problems, ...judged.problems])} as problem from typed)
select ${columns.join(', ')}, ${rowHash},
  problem.column_name as problem_column, problem.value as problem_value, problem.reason as problem_reason,
  case when problem is not null then to_json(struct(${keys.map(({ name }) => name).join(', ')}), map('ignoreNullFields', 'false')) end as row_text,
  case when problem is null then cast(usage_date as string) end as day
from judged`;
}

/** Returns the query of the delivered rows as text, each with its hash. */
export function hashedRows(source: TableSource, relation: string, typed: TypedColumns): string {
  const names = kindTable[source.kind].delivered.map(({ name }) => name);
  // Null changes no hash, so each column says whether it is null.
  const hashed = names.flatMap((name) => [name, `${name} is null`]);
  return `select *, xxhash64(${hashed.join(', ')}) as ${rowHash}
  from (select ${typed.selected.join(',\n    ')} from ${relation})`;
}

/** Columns of the fingerprint of rows: their number, and sum and exclusive or of their hashes, in any order the same. */
export const fingerprintColumns = `count(*) as rows,
  cast(coalesce(sum(cast(${rowHash} as decimal(20, 0))), 0) as string) as hash_sum,
  cast(coalesce(bit_xor(${rowHash}), 0) as string) as hash_xor`;

/** Columns of the copy of checked rows: name → type of Spark. */
export function copySchema(kind: SourceKind): string {
  const stored = storedTypes(kind).map(({ name, type }) => `${name} ${type}`);
  const further = ['problem_column', 'problem_value', 'problem_reason', 'row_text', 'day'];
  return [...stored, `${rowHash} bigint`, ...further.map((name) => `${name} string`)].join(', ');
}

/**
 * Returns the query of the accepted rows as segments have them, with `day`. Rows of a day are sorted, so that the
 * same rows give the same segment.
 *
 * @param copy Relation of the checked rows.
 */
export function segmentRows(kind: SourceKind, copy: string): string {
  const names = storedTypes(kind).map(({ name }) => name);
  const order = names.filter((name) => name !== 'usage_date');
  return `select cast(row_number() over (partition by day order by ${order.join(', ')}) as bigint) as line_number,
  ${names.join(', ')}, day from ${copy} where problem_reason is null`;
}

function storedTypes(kind: SourceKind): { name: string; type: string }[] {
  const types: Readonly<Record<string, string>> = {
    varchar: 'string',
    integer: 'int',
    timestamp: 'timestamp_ntz',
  };
  return Object.entries(kindTable[kind].stored)
    .filter(([name]) => name !== 'line_number')
    .map(([name, type]) => ({ name, type: types[type] ?? type }));
}

function storedColumns(
  { kind, keep }: TableSource,
  others: Judge['stored'] = {},
): { name: string; value: string }[] {
  const { unmeasured } = kindTable[kind];
  return storedTypes(kind).map(({ name, type }) => {
    const isLeftOut = name === 'extra' || (keep === 'none' && unmeasured.includes(name));
    const value = others[name] ?? name;
    return { name, value: isLeftOut ? `cast(null as ${type})` : `cast(${value} as ${type})` };
  });
}

interface Judge {
  /** Further columns of a row. */
  columns: string[];
  /** Stored columns that are not as delivered. */
  stored?: Readonly<Record<string, string>>;
  /** Its problems, in the order in which they are told. */
  problems: string[];
}

const judges: Readonly<Record<SourceKind, (source: TableSource, rules: TableRules) => Judge>> = {
  logins: judgeLogins,
  bandwidth: judgeBandwidth,
  groups: judgeGroups,
  daily: judgeDaily,
};

function judgeLogins(source: TableSource, rules: TableRules): Judge {
  const words = (source.success ?? successWords).map(inLowerCase);
  return {
    columns: [
      'instant as logged_in_at',
      `${billingDay('instant', rules.offsetMinutes)} as usage_date`,
      `${isSuccess(words)} as is_success`,
    ],
    problems: [
      timeProblem('time', 'instant', rules.acceptedUntil),
      appIdProblem(),
      ownIdProblem('user_id', wordsForNoId(source)),
    ],
  };
}

function judgeGroups(source: TableSource, rules: TableRules): Judge {
  const events = ['created', 'dismissed', 'full'];
  return {
    columns: [
      'instant as occurred_at',
      `${billingDay('instant', rules.offsetMinutes)} as usage_date`,
    ],
    problems: [
      timeProblem('time', 'instant', rules.acceptedUntil),
      appIdProblem(),
      ownIdProblem('group_id', wordsForNoId(source)),
      problemWhere('event is null', problem('event', "''", "'is empty'")),
      problemWhere(
        `event not in ${textList(events)}`,
        problem('event', 'event', "'is not an event that is counted'"),
      ),
    ],
  };
}

function judgeBandwidth(source: TableSource, rules: TableRules): Judge {
  const { slotSeconds, offsetMinutes } = rules;
  const isMbps = isLike('mbps', '\\d{1,12}(\\.\\d{1,9})?');
  const isBytes = isLike('bytes', '\\d{1,18}');
  const isBps = isLike('bps', '\\d{1,18}(\\.\\d{1,3})?');
  const isFlux = isLike('flux_mb', '\\d{1,15}(\\.\\d{1,9})?');
  const times = (column: string, type: string, factor: number, digits: number) =>
    `cast(try_cast(${column} as ${type}) * cast(${factor} as decimal(${digits}, 0)) as decimal(38, 6))`;
  const bits = `case
    when ${isMbps} then ${times('mbps', 'decimal(21, 9)', slotSeconds * 1_000_000, 12)}
    when ${isBytes} then ${times('bytes', 'decimal(18, 0)', 8, 1)}
    when ${isBps} then ${times('bps', 'decimal(21, 3)', slotSeconds, 5)} end`;
  const fluxBits = `case when ${isFlux} then ${times('flux_mb', 'decimal(24, 9)', 8_000_000, 7)} end`;
  const samples =
    source.samples === undefined
      ? "case when bytes is not null then 'bytes' end"
      : textLiteral(source.samples);
  const wrong = (column: string, isRight: string, found: string) =>
    problemWhere(`${column} is not null and not ${isRight}`, found);
  return {
    columns: [
      'instant as measured_at',
      `${billingDay('instant', offsetMinutes)} as usage_date`,
      `${slotStart('instant', slotSeconds, offsetMinutes)} as slot_started_at`,
      `${slotSeconds} as slot_seconds`,
      `${samples} as samples`,
      `${bits} as bits`,
    ],
    stored: { region: "coalesce(region, 'domestic')" },
    problems: [
      timeProblem('time', 'instant', rules.acceptedUntil),
      appIdProblem(),
      problemWhere(
        'mbps is null and bytes is null and bps is null',
        problem('mbps', "''", "'is empty, and so is bytes'"),
      ),
      wrong('mbps', isMbps, numberProblem('mbps', 'a plain decimal of 0 or more', 12, 9)),
      wrong('bytes', isBytes, numberProblem('bytes', 'a whole number of 0 or more', 18, 0)),
      wrong('bps', isBps, numberProblem('bps', 'a plain number of 0 or more', 18, 3)),
      problemWhere(
        'int(mbps is not null) + int(bytes is not null) + int(bps is not null) > 1',
        `case when mbps is null then ${problem('bps', 'bps', besideAnother)} else ${problem('mbps', 'mbps', besideAnother)} end`,
      ),
      problemWhere(
        "region not in ('domestic', 'international')",
        problem('region', 'region', "'is neither domestic nor international'"),
      ),
      wrong('flux_mb', isFlux, numberProblem('flux_mb', 'a plain number of 0 or more', 15, 9)),
      problemWhere(
        `abs(${fluxBits} - bits) > 80000 + cast(bits as decimal(35, 3)) * 0.001`,
        problem('flux_mb', 'flux_mb', "'is not the bandwidth × slot_seconds / 8'"),
      ),
    ],
  };
}

const besideAnother = "'stands beside another measure of the same slot'";

function judgeDaily(_: TableSource, rules: TableRules): Judge {
  const until = rules.acceptedUntil.replace(/Z$/, '');
  const lastDay = billingDay(`timestamp_ntz '${until}'`, rules.offsetMinutes);
  return {
    columns: [
      `case when ${isLike('date', '\\d{4}-\\d{2}-\\d{2}')} then try_cast(date as date)
        when ${isLike('date', '\\d{8}')}
          then try_cast(concat_ws('-', left(date, 4), substring(date, 5, 2), right(date, 2)) as date)
      end as usage_date`,
      `case when ${isLike('value', '\\d{1,18}(\\.\\d{1,9})?')} then try_cast(value as decimal(38, 9)) end as quantity`,
    ],
    problems: [
      problemWhere('date is null', problem('date', "''", "'is empty'")),
      problemWhere('usage_date is null', problem('date', 'date', "'is not a real date'")),
      problemWhere(
        "usage_date < date '2000-01-01' or usage_date >= date '2100-01-01'",
        problem('date', 'date', "'is not between the years 2000 and 2100'"),
      ),
      problemWhere(
        `usage_date > ${lastDay}`,
        problem('date', 'date', futureReason(rules.acceptedUntil)),
      ),
      appIdProblem(),
      problemWhere('metric is null', problem('metric', "''", "'is empty'")),
      problemWhere(
        `metric not in ${textList(rules.metricNames)}`,
        problem('metric', 'metric', "'is not a daily metric'"),
      ),
      problemWhere('value is null', problem('value', "''", "'is empty'")),
      problemWhere(
        'quantity is null',
        numberProblem('value', 'a plain number of 0 or more', 18, 9),
      ),
      problemWhere(
        "metric not like 'bandwidth%' and quantity <> floor(quantity)",
        problem('value', 'value', "'is not a whole number'"),
      ),
    ],
  };
}

function wordsForNoId(source: TableSource): string[] {
  return (source.emptyIds ?? emptyIds).map(inLowerCase);
}

function inLowerCase(word: string): string {
  return word.trim().toLowerCase();
}
