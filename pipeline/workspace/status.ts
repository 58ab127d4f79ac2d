import { queryText } from '../../src/duckdb/query-text.ts';
import type { RaisedAlert } from '../../src/jobs/alerts.ts';
import type {
  AuditEntry,
  BilledMonth,
  LoadedTable,
  RefusedFile,
  SourceStatus,
  WithdrawnBatch,
  WorkspaceStatus,
} from '../../src/jobs/status.ts';
import { readClosings } from '../../src/ledger/closings.ts';
import { readLogNote } from '../../src/ledger/log/log-note.ts';
import { readOpenItems } from '../../src/snapshot/read/open-items.ts';
import type { RejectedLine } from '../../src/warehouse/rejected-lines.ts';
import type { SnapshotEffects } from '../effects/effects.ts';
import { todayIn } from '../effects/today.ts';
import { readDraftStatus } from './draft-status.ts';

const mostRejects = 10;
const mostAudited = 5;
const mostAlerts = 10;

/** Effects of the status: the clock, too. */
interface StatusEffects extends SnapshotEffects {
  /** Returns milliseconds since the epoch. */
  now(): number;
}

/**
 * Reads what was loaded, withdrawn, rejected, refused and issued, what is outstanding, and the last
 * changes.
 *
 * @throws {UserError} (exit 3) If imbill.yaml is wrong: its time zone tells which day it is.
 */
export async function readStatus(effects: StatusEffects): Promise<WorkspaceStatus> {
  const { snapshot } = effects;
  const sources = await snapshot.rows<SourceStatus>(queryText('snapshot/loaded_sources'));
  const tables = await snapshot.rows<LoadedTable>(queryText('snapshot/loaded_tables'));
  const { duplicates } = await snapshot.one<{ duplicates: bigint }>(
    'select count(*) as duplicates from deliveries where is_duplicate',
  );
  const withdrawn = await snapshot.rows<WithdrawnBatch>(queryText('snapshot/withdrawn_batches'));
  const { rejected } = await snapshot.one<{ rejected: bigint }>(
    'select count(*) as rejected from rejects',
  );
  const rejects = await snapshot.rows<RejectedLine>(
    `select source, path, line_number, column_name, value, reason from rejects
     order by batch_id is not null, path, line_number limit ${mostRejects}`,
  );
  const refused = await snapshot.rows<RefusedFile>(
    'select path, reason from refused_files order by path',
  );
  const months = await snapshot.rows<BilledMonth>(
    `select month, count(*) as invoices, currency, sum(gross_total) as total from invoices
     group by month, currency order by month, currency`,
  );
  const audit = await snapshot.rows<AuditEntry>(
    `select entry, action, subject, reason, recorded_at, recorded_by from audit order by entry desc limit ${mostAudited}`,
  );
  const alerts = await snapshot.rows<RaisedAlert>(
    `select * rename (threshold_value as reached_at) from alerts order by raised_at desc, rule, month, customer_id, app_id, reached_at limit ${mostAlerts}`,
  );
  const log = await readLogNote(effects.workspace);
  return {
    sources,
    ...(tables.length > 0 && { tables }),
    duplicates,
    withdrawn,
    rejected,
    rejects,
    refused,
    months,
    audit: audit.toReversed(),
    alerts: alerts.toReversed(),
    open_items: await readOpenItems(snapshot, await todayIn(effects, snapshot)),
    drafts: await readDraftStatus(snapshot),
    closings: await readClosings(snapshot),
    ...(log === undefined ? {} : { log }),
  };
}
