import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Database, quoted } from '../../duckdb/duckdb.ts';
import type { ExactRow } from '../exact-rows.ts';
import type { SparkEngine } from '../spark-engine.ts';

/** A login table as a test wants Spark to find it. */
export interface FakeTable {
  /** `parquet`, `iceberg` or `delta`. */
  provider: string;
  snapshot?: bigint;
  /** Accepted rows: billing day and user. */
  accepted: (readonly [day: string, user: string])[];
  rejected?: { column: string; value: string; reason: string; row: string }[];
  /** Number of rejected rows, if there are more than are listed. */
  rejectedInAll?: number;
  /** Rows of the first day that the files of Spark lack. */
  lost?: number;
}

/** An engine that answers the queries for one table, and writes its segments, without Spark. */
export interface FakeEngine {
  engine: SparkEngine;
  /** The table as it is now; a test changes it. */
  table: FakeTable;
  /** Queries and writes in their order. */
  asked: string[];
}

/** Makes an engine whose executors see `scratch`. */
export function fakeEngine(scratch: string, table: FakeTable): FakeEngine {
  const fake: FakeEngine = { table, asked: [], engine: undefined as unknown as SparkEngine };
  const session = {
    run: async (sql: string) => void fake.asked.push(sql),
    rows: async (sql: string) => {
      fake.asked.push(sql);
      return answer(fake.table, sql);
    },
    write: async (sql: string, folder: string, { foldersBy = [] as readonly string[] } = {}) => {
      fake.asked.push(`write ${folder.split('/').at(-1)}`);
      if (foldersBy.length > 0) await writeDays(fake.table, folder.replace('file://', ''));
      return void sql;
    },
    defineView: async () => undefined,
  };
  fake.engine = {
    settings: { load: false },
    places: { scratch, counted: scratch },
    session: async () => session,
    version: async () => '4.3.0',
    pathForSpark: (path: string) => `file://${path}`,
    follow: () => () => undefined,
  } as unknown as SparkEngine;
  return fake;
}

const answers: readonly [RegExp, (table: FakeTable) => ExactRow[]][] = [
  [/^describe table/, ({ provider }) => [{ col_name: 'Provider', data_type: provider }]],
  [/\.refs where/, ({ snapshot }) => [{ snapshot_id: snapshot ?? null }]],
  [/^describe query/, () => loginColumns],
  [/^select count\(\*\) as rows/, (table) => [fingerprintOf(table)]],
  [/^select day, count/, daysOf],
  [/^select problem_column, problem_reason, count/, reasonsOf],
  [/^select problem_column, problem_value/, rejectsOf],
];

function answer(table: FakeTable, sql: string): ExactRow[] {
  const found = answers.find(([pattern]) => pattern.test(sql));
  if (found === undefined) throw new Error(`no answer for ${sql}`);
  return found[1](table);
}

const loginColumns: ExactRow[] = ['time', 'app_id', 'user_id'].map((name) => ({
  col_name: name,
  data_type: name === 'time' ? 'timestamp' : 'string',
}));

function fingerprintOf({ accepted, rejected = [], rejectedInAll }: FakeTable): ExactRow {
  const count = rejectedInAll ?? rejected.length;
  const sum = accepted.reduce((total, [day, user]) => total + hashOf(`${day} ${user}`), 0n);
  const hash_sum = String(sum + BigInt(count) * 1_000_000n);
  return {
    rows: BigInt(accepted.length + count),
    ...{ hash_sum, hash_xor: hash_sum, rejected: BigInt(count) },
  };
}

function hashOf(text: string): bigint {
  return [...text].reduce(
    (hash, sign) => (hash * 31n + BigInt(sign.codePointAt(0)!)) % 1_000_003n,
    7n,
  );
}

function daysOf({ accepted }: FakeTable): ExactRow[] {
  const days = [...new Set(accepted.map(([day]) => day))].sort();
  return days.map((day) => ({
    day,
    rows: BigInt(accepted.filter((row) => row[0] === day).length),
  }));
}

function reasonsOf({ rejected = [], rejectedInAll }: FakeTable): ExactRow[] {
  const [first] = rejected;
  const rows = BigInt(rejectedInAll ?? rejected.length);
  return [{ problem_column: first!.column, problem_reason: first!.reason, rows }];
}

function rejectsOf({ rejected = [] }: FakeTable): ExactRow[] {
  return rejected.map(({ column, value, reason, row }) => ({
    ...{ problem_column: column, problem_value: value, problem_reason: reason, row_text: row },
  }));
}

/** Writes segments as Spark does: a folder a day with one file in it. */
async function writeDays(table: FakeTable, folder: string): Promise<void> {
  const database = await Database.open({ threads: 1 });
  try {
    for (const [at, { day }] of daysOf(table).entries()) {
      const lost = at === 0 ? (table.lost ?? 0) : 0;
      const users = table.accepted.filter((row) => row[0] === day).slice(lost);
      const rows = users.map(
        ([, user], index) =>
          `(${index + 1}::bigint, 'a1', ${quoted(user)}, null::varchar, null::varchar, null::varchar, null::varchar,
            true, date '${day}', timestamp '${day} 01:00:00')`,
      );
      const inDay = join(folder, `day=${day}`);
      await mkdir(inDay, { recursive: true });
      await database.run(
        `copy (select * from (values ${rows.join(', ')}) as t(line_number, app_id, user_id, result, platform,
           client_ip, extra, is_success, usage_date, logged_in_at))
         to ${quoted(join(inDay, 'part-00000.zstd.parquet'))} (format parquet)`,
      );
    }
  } finally {
    database.close();
  }
}
