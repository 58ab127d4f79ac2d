import { queryText } from '../duckdb/query-text.ts';
import { groupDigits } from '../money/group-digits.ts';
import { type RejectedLine, describeRejectedLine } from '../warehouse/rejected-lines.ts';
import { type Output, printJson, printText } from './output.ts';
import { withSnapshot } from './snapshot.ts';
import { printable, textTable } from './text-table.ts';

const shownRejects = 10;
const shownAudit = 5;

interface SourceRow {
  [column: string]: string | bigint | null;
  source: string;
  files: bigint;
  lines: bigint;
  headers: bigint;
  accepted: bigint;
  rejected: bigint;
  first_day: string | null;
  last_day: string | null;
}

interface WithdrawnRow {
  [column: string]: string | bigint;
  batch_id: bigint;
  path: string;
  lines: bigint;
  reason: string;
}

interface AuditedRow {
  [column: string]: string | bigint;
  entry: bigint;
  action: string;
  subject: string;
  reason: string;
  recorded_at: string;
  recorded_by: string;
}

/** What was loaded, withdrawn, rejected, refused and issued, and what changed it last. */
export async function status(
  options: { workspace: string; json?: true },
  output: Output,
): Promise<void> {
  await withSnapshot(options.workspace, async (database) => {
    const sources = await database.rows<SourceRow>(queryText('snapshot/loaded_sources'));
    const withdrawn = await database.rows<WithdrawnRow>(queryText('snapshot/withdrawn_batches'));
    const audit = await database.rows<AuditedRow>(
      `select entry, action, subject, reason, recorded_at, recorded_by from audit order by entry desc limit ${shownAudit}`,
    );
    const { duplicates } = await database.one<{ duplicates: bigint }>(
      'select count(*) as duplicates from deliveries where is_duplicate',
    );
    const { rejected } = await database.one<{ rejected: bigint }>(
      'select count(*) as rejected from rejects',
    );
    const rejects = await database.rows<RejectedLine>(
      `select source, path, line_number, column_name, value, reason from rejects
       order by batch_id is not null, path, line_number limit ${shownRejects}`,
    );
    const refused = await database.rows<{ path: string; reason: string }>(
      'select path, reason from refused_files order by path',
    );
    const months = await database.rows<
      Record<'month' | 'currency' | 'total', string> & { invoices: bigint }
    >(
      `select month, count(*) as invoices, currency, sum(total) as total from invoices
       group by month, currency order by month, currency`,
    );
    if (options.json) {
      printJson(output, {
        ...{ sources, duplicates, withdrawn, rejected, rejects, refused, months },
        audit: audit.toReversed(),
      });
      return;
    }
    const text = [
      sources.length === 0 ? 'No files were loaded.\n' : sourcesTable(sources),
      duplicates > 0n ? `${duplicates} more files had content that was known (duplicates).\n` : '',
      ...withdrawn.map(({ path, batch_id, reason }) =>
        printable(`Withdrawn: ${path} (batch ${batch_id}): ${reason}`),
      ),
      ...refused.map(({ path, reason }) =>
        printable(`Refused: ${path}: ${reason.replaceAll('\n', ' ')}`),
      ),
      ...rejects.map((row) =>
        printable(`Rejected: ${describeRejectedLine(row).replaceAll('\n', ' ')}`),
      ),
      rejected > BigInt(rejects.length)
        ? `${rejected - BigInt(rejects.length)} more rejected lines: imbill sql "select * from rejects"`
        : '',
      months.length === 0
        ? 'No invoices were issued.'
        : textTable(
            [
              { title: 'month' },
              { title: 'invoices', isNumber: true },
              { title: 'total', isNumber: true },
            ],
            months.map((row) => [
              row.month,
              String(row.invoices),
              `${groupDigits(row.total)} ${row.currency}`,
            ]),
          ),
      audit.length === 0 ? '' : auditTable(audit.toReversed()),
    ];
    printText(output, `${text.filter((part) => part !== '').join('\n')}\n`);
  });
}

/** The last changes; all of them are in the table `audit`. */
function auditTable(rows: readonly AuditedRow[]): string {
  return textTable(
    ['audit', 'action', 'subject', 'reason', 'by'].map((title) => ({ title })),
    rows.map(({ entry, action, subject, reason, recorded_by }) => [
      ...[String(entry), action, subject, reason, recorded_by],
    ]),
  );
}

function sourcesTable(sources: readonly SourceRow[]): string {
  const number = (value: bigint) => groupDigits(String(value));
  return textTable(
    [
      { title: 'source' },
      ...['files', 'lines', 'headers', 'accepted', 'rejected'].map((title) => ({
        title,
        isNumber: true,
      })),
      { title: 'first day' },
      { title: 'last day' },
    ],
    sources.map((row) => [
      row.source,
      number(row.files),
      number(row.lines),
      number(row.headers),
      number(row.accepted),
      number(row.rejected),
      row.first_day ?? '',
      row.last_day ?? '',
    ]),
  );
}
