import { exitCodes, UserError } from '../base/errors.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { chainDocuments } from './chain.ts';

/**
 * Migrates the tables of an older version to `version`, within the caller's transaction. A new
 * warehouse has no tables yet and needs nothing.
 *
 * @returns The older version that was found; undefined if there was none.
 * @throws {UserError} (exit 1) If a newer imbill wrote the tables.
 */
export async function migrate(database: Database, version: number): Promise<number | undefined> {
  const found = await versionOf(database);
  if (found === undefined) return undefined;
  if (found > version)
    throw new UserError(
      `The warehouse was written by a newer imbill (schema version ${found}; this one knows ${version}).\nNothing was changed. Run the newer imbill, or a copy of the workspace from before.`,
      exitCodes.failed,
    );
  for (let from = found; from < version; from++) await migrations[from]!(database);
  return found < version ? found : undefined;
}

async function versionOf(database: Database): Promise<number | undefined> {
  const tables = await database.rows(
    "select 1 from duckdb_tables() where table_name = 'meta' and schema_name = 'main' and not temporary",
  );
  if (tables.length === 0) return undefined;
  const [row] = await database.rows<{ value: string }>(
    "select value from meta where key = 'schema_version'",
  );
  return row && Number(row.value);
}

/** Migrations by the version that they start from. */
const migrations: Record<number, (database: Database) => Promise<void>> = {
  1: addLedger,
  2: addEntries,
  3: nameSequenceNumbers,
  4: allowRanges,
  5: addAudiences,
  6: addLog,
  7: describeLoads,
};

/**
 * Migrates to version 2, which stores the facts of invoices, chains documents, and has credit and debit
 * notes. Documents issued before keep their bytes and enter the chain in the order of their numbers.
 */
async function addLedger(database: Database): Promise<void> {
  await database.run(`
    create table batches_2 (
        batch_id bigint primary key, load_id bigint not null, source varchar not null, path varchar not null,
        sha256 varchar not null, bytes bigint not null,
        lines bigint not null, headers bigint not null, accepted bigint not null, ignored bigint not null,
        rejected bigint not null, known_at bigint not null, withdrawn_at bigint, unique (source, sha256));
    insert into batches_2 select *, batch_id, null from batches order by batch_id;
    drop table batches;
    alter table batches_2 rename to batches;
    insert into meta select 'moment', cast(coalesce(max(batch_id), 0) as varchar) from batches;
    create table invoices_2 (
        number varchar primary key, kind varchar not null, refers_to varchar,
        issue_year integer not null, sequence bigint not null, position bigint not null unique,
        customer_id varchar not null, customer_name varchar not null, month varchar not null,
        currency varchar not null, prepaid decimal(38, 2) not null, postpaid decimal(38, 2) not null,
        total decimal(38, 2) not null, issue_date date not null, due_date date not null,
        content_sha256 varchar, evidence_sha256 varchar, sha256 varchar not null,
        entry_sha256 varchar not null, document varchar not null,
        unique (kind, issue_year, sequence));
    insert into invoices_2 select number, 'invoice', null, issue_year, sequence,
        row_number() over (order by issue_year, sequence),
        customer_id, customer_name, month, currency, prepaid, postpaid, total, issue_date, due_date,
        null, null, sha256, '', document
      from invoices order by issue_year, sequence;
    drop table invoices;
    alter table invoices_2 rename to invoices;
  `);
  await chainDocuments(database);
}

/**
 * Migrates to version 3, which knows the entry of each delivery. The entries of earlier deliveries are
 * not known; the first load takes the one that matches the file then.
 */
async function addEntries(database: Database): Promise<void> {
  await database.run(`
    create table batches_3 (
        batch_id bigint primary key, load_id bigint not null, source varchar not null, path varchar not null,
        sha256 varchar not null, entry_sha256 varchar not null, reading bigint not null, bytes bigint not null,
        lines bigint not null, headers bigint not null, accepted bigint not null, ignored bigint not null,
        rejected bigint not null, known_at bigint not null, withdrawn_at bigint,
        unique (source, sha256, entry_sha256, reading));
    insert into batches_3 select batch_id, load_id, source, path, sha256, '', 1, bytes,
        lines, headers, accepted, ignored, rejected, known_at, withdrawn_at
      from batches order by batch_id;
    drop table batches;
    alter table batches_3 rename to batches;
    create table deliveries_3 (
        source varchar not null, path varchar not null, fingerprint varchar not null, sha256 varchar not null,
        entry_sha256 varchar not null, batch_id bigint not null, load_id bigint not null,
        is_duplicate boolean not null, primary key (source, path));
    insert into deliveries_3 select source, path, fingerprint, sha256, '', batch_id, load_id, is_duplicate
      from deliveries order by source, path;
    drop table deliveries;
    alter table deliveries_3 rename to deliveries;
  `);
}

/**
 * Migrates to version 4, which calls sequence numbers by their name. They looked like times before.
 */
async function nameSequenceNumbers(database: Database): Promise<void> {
  await database.run(`
    alter table batches rename known_at to known_sequence_number;
    alter table batches rename withdrawn_at to withdrawn_sequence_number;
    alter table if exists facts rename known_at to known_sequence_number;
    update meta set key = 'last_sequence_number' where key = 'moment';
  `);
}

/** Migrates to version 5, in which a batch has a segment for each range of a large file and billing day. */
async function allowRanges(database: Database): Promise<void> {
  await database.run(`
    create table segments_5 (
        batch_id bigint not null, source varchar not null, usage_date date not null, path varchar not null,
        sha256 varchar not null, lines bigint not null, rows bigint not null, primary key (batch_id, path));
    insert into segments_5 select batch_id, source, usage_date, path, sha256, lines, rows from segments
      order by batch_id, usage_date;
    drop table segments;
    alter table segments_5 rename to segments;
  `);
}

/**
 * Migrates to version 6, whose findings have a Chinese text and say who they are for. Earlier ones have
 * neither.
 */
async function addAudiences(database: Database): Promise<void> {
  await database.run(`
    alter table if exists findings add column audience varchar;
    alter table if exists findings add column message_zh varchar;
    alter table if exists usage_findings add column message_zh varchar;
  `);
}

/** Migrates to version 7, which has the log. Its tables are new; the command fills them when it ends. */
async function addLog(): Promise<void> {}

/**
 * Migrates to version 8, whose loads say when they ran, by which command, and what they brought. Earlier ones have
 * nulls.
 */
async function describeLoads(database: Database): Promise<void> {
  const texts = ['command', 'imbill_version', 'started_at', 'ended_at'].map((name) => [
    name,
    'varchar',
  ]);
  const counts = ['files', 'duplicates', 'lines', 'accepted', 'ignored', 'rejected'];
  const columns = [...texts, ['exit_code', 'integer'], ...counts.map((name) => [name, 'bigint'])];
  for (const [name, type] of columns)
    await database.run(`alter table if exists loads add column ${name} ${type}`);
}
