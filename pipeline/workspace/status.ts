import type {
  AuditEntry,
  BilledMonth,
  RefusedFile,
  SourceStatus,
  WithdrawnBatch,
  WorkspaceStatus,
} from '../../src/jobs/status.ts';
import type { RejectedLine } from '../../src/warehouse/rejected-lines.ts';
import { countingSegments, withdrawalReasons } from '../../src/warehouse/withdrawn.ts';
import type { SnapshotEffects } from '../effects/effects.ts';

const mostRejects = 10;
const mostAudited = 5;

/** Reads what was loaded, withdrawn, rejected, refused and issued, and the last changes. */
export async function readStatus({ snapshot }: SnapshotEffects): Promise<WorkspaceStatus> {
  const sources = await snapshot.rows<SourceStatus>(
    `select source, count(*) as files, sum(lines) as lines, sum(headers) as headers,
      sum(accepted) as accepted, sum(rejected) as rejected,
      (select min(usage_date) from ${countingSegments} as counting where counting.source = batches.source) as first_day,
      (select max(usage_date) from ${countingSegments} as counting where counting.source = batches.source) as last_day
    from batches where withdrawn_at is null group by source order by source`,
  );
  const { duplicates } = await snapshot.one<{ duplicates: bigint }>(
    'select count(*) as duplicates from deliveries where is_duplicate',
  );
  const withdrawn = await snapshot.rows<WithdrawnBatch>(
    `select batch_id, path, lines, reason
     from batches inner join ${withdrawalReasons} as reasons using (batch_id) order by batch_id`,
  );
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
    `select month, count(*) as invoices, currency, sum(total) as total from invoices
     group by month, currency order by month, currency`,
  );
  const audit = await snapshot.rows<AuditEntry>(
    `select entry, action, subject, reason, recorded_at, recorded_by from audit order by entry desc limit ${mostAudited}`,
  );
  return {
    sources,
    duplicates,
    withdrawn,
    rejected,
    rejects,
    refused,
    months,
    audit: audit.toReversed(),
  };
}
