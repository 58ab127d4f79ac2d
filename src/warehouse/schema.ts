import type { Database } from '../duckdb/duckdb.ts';
import { recordAudit } from './audit.ts';
import { migrate } from './migrations.ts';
import { openSeal } from './seal.ts';
import { createViews } from './views.ts';

/** Version of the tables below. An older warehouse is migrated to it, a newer one is refused. */
export const schemaVersion = 8;

/**
 * Tables of the warehouse: what was delivered, measured and issued.
 *
 * `batch_id`, `entry` and `position` count up from 1. So do the sequence numbers of batches and facts:
 * what has a higher one became known later. `sequence` of an invoice is its number in its kind and
 * year. `sha256` of a batch is the hash of the expanded content, lower-case hex. `entry_sha256` is the
 * hash of its entry in imbill.yaml, empty if an imbill before 0.3 read it. `reading` counts how often
 * that entry read it. `worker` holds, as JSON, the versions of the program that read files on a cluster.
 * Quantities are exact: `numerator` / `denominator`. Bit n of `hours` is hour n of the segment's day; it is read once
 * from the segment. `delivered_hashes` holds hashes of files as delivered, which manifests list. `known_until` is the
 * sequence number of the last batch that drafts were made from. An erasure has an entry in the audit. It names the
 * segments that another took the place of; without `new_path` their rows are gone. `log_entries` are the leaves of the
 * log, from position 0; `id` is the position, evidence or audit entry that one is of, and null of a key. `log_checkpoints`
 * are the signed checkpoints by number of leaves; `timestamp_reply` is base64. `loads` says when and by which command
 * files came. No document depends on it. Loads of imbill 0.5 and before have nulls.
 */
const tables = `
create table if not exists meta (key varchar primary key, value varchar not null);

create table if not exists loads (
    load_id bigint primary key, is_finished boolean not null, command varchar, imbill_version varchar,
    started_at varchar, ended_at varchar, exit_code integer, files bigint, duplicates bigint, lines bigint,
    accepted bigint, ignored bigint, rejected bigint
);

create table if not exists load_workers (
    load_id bigint not null, worker varchar not null, primary key (load_id, worker)
);

create table if not exists batches (
    batch_id bigint primary key, load_id bigint not null, source varchar not null, path varchar not null,
    sha256 varchar not null, entry_sha256 varchar not null, reading bigint not null, bytes bigint not null,
    lines bigint not null, headers bigint not null, accepted bigint not null, ignored bigint not null,
    rejected bigint not null, known_sequence_number bigint not null, withdrawn_sequence_number bigint,
    unique (source, sha256, entry_sha256, reading)
);

create table if not exists deliveries (
    source varchar not null, path varchar not null, fingerprint varchar not null, sha256 varchar not null,
    entry_sha256 varchar not null, batch_id bigint not null, load_id bigint not null, is_duplicate boolean not null,
    primary key (source, path)
);

create table if not exists segments (
    batch_id bigint not null, source varchar not null, usage_date date not null, path varchar not null,
    sha256 varchar not null, lines bigint not null, rows bigint not null, primary key (batch_id, path)
);

create table if not exists segment_hours (
    batch_id bigint not null, path varchar not null, app_id varchar not null, hours bigint not null
);

create table if not exists delivered_hashes (
    path varchar primary key, fingerprint varchar not null, sha256 varchar not null
);

create table if not exists rejects (
    batch_id bigint, source varchar not null, path varchar not null, line_number bigint not null,
    column_name varchar not null, value varchar not null, reason varchar not null
);

create table if not exists refused_files (
    source varchar not null, path varchar not null, reason varchar not null,
    lines bigint not null, rejected bigint not null, primary key (source, path)
);

create table if not exists missing_deliveries (
    month varchar not null, position integer not null, source varchar not null, entry varchar not null,
    state varchar not null, usage_date date, hour integer, starts_at varchar, ends_at varchar, app_id varchar,
    path varchar, expected varchar not null, found varchar not null, message varchar not null,
    primary key (month, position)
);

create table if not exists measured_days (
    source varchar not null, usage_date date not null, inputs varchar not null, primary key (source, usage_date)
);

create table if not exists counted_by (
    source varchar not null, usage_date date not null, inputs varchar not null, engine varchar not null,
    primary key (source, usage_date)
);

create table if not exists daily_usage (
    app_id varchar not null, metric varchar not null, usage_date date not null,
    quantity decimal(38, 9) not null, numerator decimal(38, 9) not null, denominator bigint not null,
    is_reported boolean not null, peak_at timestamp
);

create table if not exists monthly_users (
    app_id varchar not null, usage_month date not null, quantity bigint not null
);

create table if not exists usage_findings (
    code varchar not null, app_id varchar not null, usage_date date not null, message varchar not null,
    message_zh varchar
);

create table if not exists anomalies (
    month varchar not null, position integer not null, code varchar not null, usage_date date, hour integer,
    source varchar, metric varchar, app_id varchar, subject varchar not null,
    value decimal(38, 9) not null, expected decimal(38, 9) not null, message varchar not null,
    primary key (month, position)
);

create table if not exists anomaly_inputs (month varchar primary key, inputs varchar not null);

create table if not exists activity (
    source varchar not null, app_id varchar not null, region varchar not null, node varchar not null,
    usage_date date not null, hour integer, quantity bigint not null
);

create table if not exists active_days (
    source varchar not null, usage_date date not null, inputs varchar not null, primary key (source, usage_date)
);

create table if not exists invoices (
    number varchar primary key, kind varchar not null, refers_to varchar,
    issue_year integer not null, sequence bigint not null, position bigint not null unique,
    customer_id varchar not null, customer_name varchar not null, month varchar not null,
    currency varchar not null, prepaid decimal(38, 2) not null, postpaid decimal(38, 2) not null,
    total decimal(38, 2) not null, issue_date date not null, due_date date not null,
    content_sha256 varchar, evidence_sha256 varchar, sha256 varchar not null,
    entry_sha256 varchar not null, document varchar not null,
    unique (kind, issue_year, sequence)
);

create table if not exists facts (
    sha256 varchar primary key, kind varchar not null, known_sequence_number bigint not null, content varchar not null
);

create table if not exists reports (
    number varchar not null, name varchar not null, sha256 varchar not null, content varchar not null,
    primary key (number, name)
);

create table if not exists voids (
    number varchar primary key, reason varchar not null, credit_note varchar not null, replaced_by varchar
);

create table if not exists audit (
    entry bigint primary key, action varchar not null, subject varchar not null, reason varchar not null,
    detail varchar not null, recorded_at varchar not null, recorded_by varchar not null, sha256 varchar not null
);

create table if not exists invoice_lines (
    number varchar not null, line_number integer not null, app_id varchar not null, sku varchar not null,
    kind varchar not null, usage decimal(38, 9), included decimal(38, 9), quantity decimal(38, 9) not null,
    unit_price decimal(38, 9) not null, amount decimal(38, 2) not null, peak_date date, order_id varchar,
    primary key (number, line_number)
);

create table if not exists findings (
    number varchar not null, code varchar not null, app_id varchar not null, message varchar not null,
    audience varchar, message_zh varchar
);

create table if not exists summaries (month varchar primary key, document varchar not null);

create table if not exists recalculations (
    month varchar primary key, segments_sha256 varchar not null, documents_sha256 varchar not null,
    terms_sha256 varchar not null, problem varchar not null
);

create table if not exists outdated_customers (
    month varchar not null, customer_id varchar not null, number varchar, currency varchar not null,
    currency_now varchar not null, issued decimal(38, 2) not null, total_now decimal(38, 2) not null,
    primary key (month, customer_id)
);

create table if not exists told_anomalies (anomaly varchar primary key);

create table if not exists alerts (
    rule varchar not null, month varchar not null, customer_id varchar not null, app_id varchar not null,
    charge varchar not null, threshold varchar not null, reached_at varchar not null, value varchar not null,
    unit varchar not null, message varchar not null, raised_at varchar not null,
    primary key (rule, month, customer_id, app_id, threshold, reached_at)
);

create table if not exists draft_months (
    month varchar primary key, drafts_sha256 varchar not null, known_until bigint not null,
    made_at varchar not null, summary varchar not null
);

create table if not exists drafts (
    month varchar not null, customer_id varchar not null, document varchar not null,
    primary key (month, customer_id)
);

create table if not exists erased_segments (
    erasure bigint not null, batch_id bigint not null, path varchar not null, sha256 varchar not null,
    new_path varchar, new_sha256 varchar, primary key (erasure, batch_id, path)
);

create table if not exists erased_tokens (
    erasure bigint not null, token varchar not null, primary key (erasure, token)
);

create table if not exists user_id_keys (
    app_id varchar not null, usage_month varchar not null, sha256 varchar not null,
    primary key (app_id, usage_month)
);

create table if not exists erased_rejects (
    erasure bigint not null, batch_id bigint not null, sha256 varchar not null, new_sha256 varchar not null,
    primary key (erasure, batch_id)
);

create table if not exists log_entries (
    position bigint primary key, kind varchar not null, id bigint, entry varchar not null
);

create table if not exists log_checkpoints (
    size bigint primary key, note varchar not null, timestamp_reply varchar
);
`;

/**
 * Creates missing tables and migrates those of an older version, in one transaction. Creates the shared
 * views.
 *
 * @throws {UserError} If a newer imbill wrote them.
 */
export async function createTables(database: Database): Promise<void> {
  await database.transaction(() => bringUpToDate(database));
  await createViews(database);
}

/**
 * Creates and migrates tables like {@link createTables}, within the caller's transaction.
 *
 * @throws {UserError} If a newer imbill wrote them.
 */
export async function bringUpToDate(database: Database): Promise<void> {
  const found = await migrate(database, schemaVersion);
  await database.run(tables);
  if (found !== undefined)
    await recordAudit(database, {
      action: 'migrate',
      subject: 'warehouse',
      reason: '',
      detail: { from: String(found), to: String(schemaVersion) },
    });
  await database.run(
    `insert or replace into meta values ('schema_version', '${schemaVersion}'); ${openSeal}`,
  );
}
