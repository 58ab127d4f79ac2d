import { type TableSource, tableOf } from '../../intake/records/table-sources.ts';
import type { SparkSession } from '../session.ts';
import { SparkError } from '../spark-error.ts';
import { refuse, type TableColumn } from './typed-columns.ts';

/** A table at one moment. */
export interface OpenedTable {
  /** Relation for a `from`: the table, at its snapshot if it has one. */
  relation: string;
  /** Snapshot id of Iceberg or version of Delta; absent for tables without snapshots, and for a select. */
  snapshot?: string;
  columns: TableColumn[];
}

type Session = Pick<SparkSession, 'rows' | 'run'>;

/**
 * Opens a table: finds its snapshot, so that all that follows reads the same rows, and its columns.
 *
 * @throws {UserError} (exit 3) If there is no such table, or the table has no snapshots and imbill.yaml names one.
 * @throws {SparkError} (exit 1) If Spark cannot read it.
 */
export async function openTable(session: Session, source: TableSource): Promise<OpenedTable> {
  try {
    return await describe(session, source);
  } catch (error) {
    if (!(error instanceof SparkError) || !isMissing(error)) throw error;
    throw refuse(
      source,
      `Spark has no such table, column or snapshot: ${error.message.split('\n')[0]}`,
      'tables of the catalogs of the Spark session, as catalog.database.table',
      'Correct table: in imbill.yaml, or set the catalog in engine.spark.settings',
    );
  }
}

/** Tells whether imbill.yaml names something that is not there. Iceberg has no error class for a snapshot. */
function isMissing({ errorClass, message }: SparkError): boolean {
  return (
    /^(TABLE_OR_VIEW|SCHEMA|CATALOG|UNRESOLVED|PARSE_SYNTAX|DELTA_VERSION_NOT_FOUND)/.test(
      errorClass,
    ) || message.includes('Cannot find snapshot')
  );
}

async function describe(session: Session, source: TableSource): Promise<OpenedTable> {
  const { name, isSelect } = tableOf(source.table)!;
  if (isSelect) {
    const relation = `(${source.table})`;
    return { relation, columns: await columnsOf(session, relation) };
  }
  // Catalogs cache tables; the latest snapshot is wanted.
  await session.run(`refresh table ${name}`);
  const provider = await providerOf(session, name);
  const snapshot = await snapshotOf(session, source, { name, provider });
  const relation = snapshot === undefined ? name : `${name} version as of ${snapshot}`;
  const columns = await columnsOf(session, relation);
  return { relation, columns, ...(snapshot === undefined ? {} : { snapshot }) };
}

async function columnsOf(session: Session, relation: string): Promise<TableColumn[]> {
  const rows = await session.rows(`describe query select * from ${relation}`);
  return rows.map((row) => ({ name: String(row['col_name']), type: String(row['data_type']) }));
}

/** Reads the format of a table, such as `iceberg`, `delta` or `parquet`; empty for a view. */
async function providerOf(session: Session, name: string): Promise<string> {
  const rows = await session.rows(`describe table extended ${name}`);
  const row = rows.findLast(({ col_name }) => col_name === 'Provider');
  return String(row?.['data_type'] ?? '').toLowerCase();
}

/** Finds the snapshot to read: the one that imbill.yaml names, or the latest. */
async function snapshotOf(
  session: Session,
  source: TableSource,
  { name, provider }: { name: string; provider: string },
): Promise<string | undefined> {
  const latest = latestSnapshot[provider];
  if (latest === undefined && source.snapshot === undefined) return undefined;
  if (latest === undefined)
    throw refuse(
      source,
      `snapshot is ${source.snapshot}, but ${provider === '' ? 'a view' : `a table of ${provider}`} has no snapshots`,
      'snapshot: latest, or a table of Iceberg or Delta',
      'Remove snapshot: from the source in imbill.yaml',
    );
  if (source.snapshot !== undefined) return source.snapshot;
  const [row] = await session.rows(latest.query(name), [latest.column]);
  const snapshot = row?.[latest.column];
  return snapshot === null || snapshot === undefined ? undefined : String(snapshot);
}

/** Queries of the latest snapshot by format. An Iceberg table without rows has none. */
const latestSnapshot: Readonly<
  Record<string, { query: (name: string) => string; column: string }>
> = {
  iceberg: {
    query: (name) => `select snapshot_id from ${name}.refs where name = 'main'`,
    column: 'snapshot_id',
  },
  delta: { query: (name) => `describe history ${name} limit 1`, column: 'version' },
};
