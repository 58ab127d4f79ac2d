import { visibleCharacters } from '../../base/visible-characters.ts';
import type { OpenItem } from '../../jobs/open-items.ts';
import type {
  AuditEntry,
  BilledMonth,
  DraftStatus,
  SourceStatus,
  WorkspaceStatus,
} from '../../jobs/status.ts';
import { shortHash } from '../../ledger/approvals/content-hash.ts';
import { countOf } from '../../money/count-of.ts';
import { groupDigits } from '../../money/format-decimal.ts';
import type { Part } from '../../terminal/layout.ts';
import type { Table } from '../../terminal/table.ts';
import { describeRejectedLine } from '../../warehouse/rejected-lines.ts';
import { describeAlerts } from './alerts.ts';
import { describeClosing } from './closing.ts';
import { describeLog } from './log.ts';
import { openItemLines } from './open-items.ts';

/**
 * Describes what was loaded, withdrawn, refused, rejected and issued, and the last changes.
 *
 * @param workspace The folder as the user named it.
 */
export function describeStatus(status: WorkspaceStatus, workspace: string): Part[] {
  const { sources, duplicates, withdrawn, refused, months, audit } = status;
  return [
    ...(sources.length === 0 ? ['No files were loaded.'] : [sourceTable(sources)]),
    '',
    ...(status.tables ?? []).map(({ path, state, rows }) =>
      visibleCharacters(`${path}: ${groupDigits(String(rows))} rows at ${state}`),
    ),
    ...(duplicates > 0n
      ? [`${duplicates} more files had content that was known (duplicates).`, '']
      : []),
    ...withdrawn.map(({ path, batch_id, reason }) =>
      visibleCharacters(`Withdrawn: ${path} (batch ${batch_id}): ${reason}`),
    ),
    ...refused.map(({ path, reason }) =>
      visibleCharacters(`Refused: ${path}: ${reason.replaceAll('\n', ' ')}`),
    ),
    ...describeRejects(status),
    ...(months.length === 0 ? ['No invoices were issued.'] : [monthTable(months), '']),
    ...status.closings.slice(-1).map(describeClosing),
    ...(status.log === undefined ? [] : [describeLog(status.log, workspace)]),
    ...status.drafts.map(describeDraft),
    ...openItemLines(status.open_items.filter(isNoFile)).map((line) => `Open: ${line}`),
    ...describeAlerts({ alerts: status.alerts, alert_problems: [] }),
    ...(audit.length === 0 ? [] : [auditTable(audit), '']),
  ];
}

/** Describes the drafts of a month, and who approved them. */
function describeDraft(draft: DraftStatus): string {
  const { month, drafts_sha256, customers, made_at, is_current, approved_by } = draft;
  const approval =
    approved_by.length === 0 ? 'not approved' : `approved by ${approved_by.join(', ')}`;
  const stale = is_current ? '' : '; files of the month changed since';
  return visibleCharacters(
    `Drafts of ${month}: ${countOf(Number(customers), 'customer')}, content hash ${shortHash(drafts_sha256)}, made at ${made_at}, ${approval}${stale}`,
  );
}

/** Tells if an item is not about a file: files are listed as refused and withdrawn. */
function isNoFile({ code }: OpenItem): boolean {
  return code !== 'file-refused' && code !== 'file-withdrawn';
}

function describeRejects({ rejects, rejected }: WorkspaceStatus): string[] {
  const more = rejected - BigInt(rejects.length);
  return [
    ...rejects.map((row) =>
      visibleCharacters(`Rejected: ${describeRejectedLine(row).replaceAll('\n', ' ')}`),
    ),
    ...(more > 0n ? [`${more} more rejected lines: imbill sql "select * from rejects"`] : []),
  ];
}

function sourceTable(sources: readonly SourceStatus[]): Table {
  const counts = ['files', 'lines', 'headers', 'accepted', 'rejected'] as const;
  return {
    columns: [
      { title: 'source' },
      ...counts.map((title) => ({ title, isNumber: true })),
      { title: 'first day' },
      { title: 'last day' },
    ],
    rows: sources.map((row) => [
      row.source,
      ...counts.map((name) => groupDigits(String(row[name]))),
      row.first_day ?? '',
      row.last_day ?? '',
    ]),
  };
}

function monthTable(months: readonly BilledMonth[]): Table {
  return {
    columns: [
      { title: 'month' },
      { title: 'invoices', isNumber: true },
      { title: 'total', isNumber: true },
    ],
    rows: months.map(({ month, invoices, total, currency }) => [
      month,
      String(invoices),
      `${groupDigits(total)} ${currency}`,
    ]),
  };
}

function auditTable(audit: readonly AuditEntry[]): Table {
  return {
    columns: [
      { title: 'audit' },
      { title: 'action' },
      { title: 'subject', fit: 'wrap' },
      { title: 'reason', fit: 'wrap' },
      { title: 'by', fit: 'cut' },
    ],
    rows: audit.map(({ entry, action, subject, reason, recorded_by }) => [
      String(entry),
      action,
      subject,
      reason,
      recorded_by,
    ]),
  };
}
