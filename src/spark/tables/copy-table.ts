import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, UserError } from '../../base/errors.ts';
import type { LineCounts } from '../../intake/records/judge-records.ts';
import type { TableSource } from '../../intake/records/table-sources.ts';
import type { RowsOfDay } from '../../intake/records/write-rows.ts';
import type { ExactRow } from '../exact-rows.ts';
import type { SparkSession } from '../session.ts';
import {
  checkedRows,
  copySchema,
  fingerprintColumns,
  hashedRows,
  segmentRows,
  type TableRules,
} from './checked-rows.ts';
import type { OpenedTable } from './table-snapshot.ts';
import { type TypedColumns, typeColumns } from './typed-columns.ts';

/** Fingerprint of the rows of a table, in any order the same. Numbers are text. */
export interface TableFingerprint {
  rows: string;
  /** Sum of the hashes of the rows (xxhash64 of their columns as text). */
  hash_sum: string;
  /** Exclusive or of these hashes. */
  hash_xor: string;
}

/** A rejected row. */
export interface RejectedRow {
  column: string;
  value: string;
  reason: string;
  /** Columns by which people know the row, as JSON. */
  row: string;
}

/** Number of rejected rows with one reason. */
interface RejectReason {
  column: string;
  reason: string;
  rows: number;
}

/** The checked rows of a table, copied to where nothing else writes. */
export interface CopiedTable {
  fingerprint: TableFingerprint;
  counts: LineCounts;
  /** Reads the number of rejected rows by reason, most first. */
  rejectReasons(): Promise<RejectReason[]>;
  /** Reads the first rejected rows, in a fixed order. */
  rejectedRows(limit: number): Promise<RejectedRow[]>;
  /** Writes the accepted rows, one Parquet file a billing day. */
  writeDays(): Promise<RowsOfDay[]>;
}

/** Session and folders for the work on one table. */
export interface TableWork {
  session: Pick<SparkSession, 'rows' | 'run' | 'write' | 'defineView'>;
  sparkVersion: string;
  pathForSpark(path: string): string;
  /** Folder of its own, which this machine and the executors see. */
  folder: string;
}

/** How the rows of one table are read and checked. */
export interface TableReading {
  source: TableSource;
  table: OpenedTable;
  rules: TableRules;
  /** Offset of local times from UTC; undefined where the source names no zone. */
  zoneMinutes: number | undefined;
}

/** Reads the fingerprint of a table without copying it. */
export async function readFingerprint(
  { session, sparkVersion }: TableWork,
  { source, table, zoneMinutes }: TableReading,
): Promise<TableFingerprint> {
  const typed = typeColumns(source, table.columns, { zoneMinutes, sparkVersion });
  const [row] = await session.rows(
    `select ${fingerprintColumns} from (${hashedRows(source, table.relation, typed)})`,
  );
  return fingerprintOf(row!);
}

/**
 * Copies the checked rows of a table and counts them. The table is read once, so its rows cannot change between the
 * checks and the segments.
 *
 * @throws {UserError} (exit 3) If its columns do not fit.
 */
export async function copyTable(work: TableWork, reading: TableReading): Promise<CopiedTable> {
  const { session, sparkVersion, folder } = work;
  const { source, table, rules, zoneMinutes } = reading;
  const typed: TypedColumns = typeColumns(source, table.columns, { zoneMinutes, sparkVersion });
  await mkdir(folder, { recursive: true });
  const path = work.pathForSpark(join(folder, 'checked'));
  await session.write(checkedRows(source, table.relation, typed, rules), path, { options });
  const copy = `imbill_table_${randomUUID().replaceAll('-', '')}`;
  const schema = copySchema(source.kind);
  await session.defineView(copy, { format: 'parquet', schema, paths: [path] });
  const [row] = await session.rows(
    `select ${fingerprintColumns}, count(problem_reason) as rejected from ${copy}`,
  );
  const fingerprint = fingerprintOf(row!);
  const lines = Number(fingerprint.rows);
  const rejected = Number(row!['rejected']);
  return {
    fingerprint,
    counts: { lines, headers: 0, accepted: lines - rejected, ignored: 0, rejected },
    rejectReasons: () => readReasons(session, copy),
    rejectedRows: (limit) => readRejected(session, copy, limit),
    writeDays: () => writeDays(work, source, copy),
  };
}

/** Options of Spark's Parquet writer, whatever the cluster's own are. A day is one file. */
const options = { compression: 'zstd', maxRecordsPerFile: '0' };

function fingerprintOf({ rows, hash_sum, hash_xor }: ExactRow): TableFingerprint {
  return { rows: String(rows), hash_sum: String(hash_sum), hash_xor: String(hash_xor) };
}

async function readReasons(session: TableWork['session'], copy: string): Promise<RejectReason[]> {
  const rows = await session.rows(
    `select problem_column, problem_reason, count(*) as rows from ${copy}
     where problem_reason is not null group by problem_column, problem_reason
     order by rows desc, problem_column, problem_reason`,
  );
  return rows.map(({ problem_column, problem_reason, rows: count }) => ({
    column: String(problem_column),
    reason: String(problem_reason),
    rows: Number(count),
  }));
}

async function readRejected(
  session: TableWork['session'],
  copy: string,
  limit: number,
): Promise<RejectedRow[]> {
  const rows = await session.rows(
    `select problem_column, problem_value, problem_reason, row_text from ${copy}
     where problem_reason is not null
     order by row_text, problem_column, problem_reason, problem_value limit ${limit}`,
  );
  return rows.map((row) => ({
    column: String(row['problem_column']),
    value: String(row['problem_value'] ?? ''),
    reason: String(row['problem_reason']),
    row: String(row['row_text']),
  }));
}

async function writeDays(
  { session, pathForSpark, folder }: TableWork,
  { kind }: TableSource,
  copy: string,
): Promise<RowsOfDay[]> {
  const days = await session.rows(
    `select day, count(*) as rows from ${copy} where problem_reason is null group by day order by day`,
  );
  if (days.length === 0) return [];
  const target = join(folder, 'days');
  await session.write(segmentRows(kind, copy), pathForSpark(target), {
    foldersBy: ['day'],
    options,
  });
  return Promise.all(
    days.map(async ({ day, rows }) => {
      const path = await findFile(join(target, `day=${day}`));
      return { usageDate: String(day), lines: Number(rows), rows: Number(rows), path };
    }),
  );
}

/** Finds the one data file that Spark wrote into a folder. */
async function findFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^part-.*\.parquet$/.test(name));
  if (files.length === 1) return join(folder, files[0]!);
  throw new UserError(
    `Spark wrote the rows of a day to ${folder}, and this machine sees ${files.length} data files there instead of one.\nRun the load again. If it fails again, check that engine.spark.shared is one folder for this machine and all executors. Nothing was recorded.`,
    exitCodes.failed,
  );
}
