import { hostname } from 'node:os';
import { canonicalJson } from '../base/json.ts';
import { sha256Of } from '../base/sha256.ts';
import { type Database, quoted } from '../duckdb/duckdb.ts';
import { userName } from './user-name.ts';

/** An action that changes the ledger or what is billed. */
export type AuditAction =
  | 'approve'
  | 'withdraw-approval'
  | 'issue'
  | 'correct'
  | 'void'
  | 'late-data'
  | 'withdraw'
  | 'replace'
  | 'restore'
  | 'migrate'
  | 'import'
  | 'payment'
  | 'close'
  | 'reopen'
  | 'erase'
  | 'retain';

/** A change, as the job that makes it describes it. */
export interface AuditNote {
  action: AuditAction;
  /** Month, number of a document, or `batch 3`. */
  subject: string;
  /** Reason that a person gave; empty if nobody was asked. */
  reason: string;
  /** Further facts; stored as canonical JSON. */
  detail: Readonly<Record<string, unknown>>;
}

/** A row of the table `audit`. */
interface AuditRow {
  [column: string]: string | bigint;
  entry: bigint;
  action: string;
  subject: string;
  reason: string;
  detail: string;
  recorded_at: string;
  recorded_by: string;
  sha256: string;
}

/**
 * Records a change in the audit, with time and user, within the caller's transaction. Each entry is
 * chained to the entry before it. No document shows it.
 */
export function recordAudit(
  database: Database,
  note: AuditNote,
  clock: () => Date = () => new Date(),
): Promise<void> {
  return recordAudits(database, [note], clock);
}

/** Records several changes of one transaction, in their order. */
export async function recordAudits(
  database: Database,
  notes: readonly AuditNote[],
  clock: () => Date = () => new Date(),
): Promise<void> {
  if (notes.length === 0) return;
  const [last] = await database.rows<AuditRow>('from audit order by entry desc limit 1');
  const recorded = {
    recorded_at: clock().toISOString(),
    recorded_by: `${userName()}@${hostname()}`,
  };
  let [entry, sha256] = [last?.entry ?? 0n, last?.sha256 ?? ''];
  const values = notes.map(({ action, subject, reason, detail }) => {
    entry += 1n;
    const row = { entry, action, subject, reason, detail: canonicalJson(detail), ...recorded };
    sha256 = hashOf(row, sha256);
    const texts = [action, subject, reason, row.detail, row.recorded_at, row.recorded_by, sha256];
    return `(${entry}, ${texts.map(quoted).join(', ')})`;
  });
  await database.run(`insert into audit values ${values.join(', ')}`);
  await database.run("insert or replace into meta values ('audit_head', $head)", {
    head: `${entry} ${sha256}`,
  });
}

/**
 * Finds altered, removed or moved entries of the audit.
 *
 * @returns One sentence for each problem.
 */
export async function auditProblems(database: Database): Promise<string[]> {
  const rows = await database.rows<AuditRow>('from audit order by entry');
  const problems: string[] = [];
  let [expected, previous] = [1n, ''];
  for (const row of rows) {
    const { entry, sha256 } = row;
    if (entry !== expected) problems.push(`${missing(expected, entry)} missing from the audit`);
    else if (hashOf(row, previous) !== sha256)
      problems.push(`Entry ${entry} of the audit was altered`);
    [expected, previous] = [entry + 1n, sha256];
  }
  const [stored] = await database.rows<{ value: string }>(
    "select value from meta where key = 'audit_head'",
  );
  const head = expected === 1n ? undefined : `${expected - 1n} ${previous}`;
  if (problems.length === 0 && stored?.value !== head)
    problems.push('The last entries of the audit are missing or were altered');
  return problems;
}

function missing(from: bigint, until: bigint): string {
  return until - from === 1n ? `Entry ${from} is` : `Entries ${from} to ${until - 1n} are`;
}

function hashOf(row: Omit<AuditRow, 'sha256'>, previous: string): string {
  const { entry, action, subject, reason, detail, recorded_at, recorded_by } = row;
  const text = canonicalJson({
    entry: String(entry),
    action,
    subject,
    reason,
    detail,
    recorded_at,
    recorded_by,
    previous,
  });
  return sha256Of(text);
}
