import type { Database } from '../duckdb/duckdb.ts';
import { currentSql } from '../duckdb/sql-files.ts';

/** A row that breaks a rule of sql/focus/. */
export interface FocusViolation {
  [column: string]: string | bigint | null;
  rule: string;
  /** Null where it is of a column or a document. */
  row_number: bigint | null;
  column_name: string;
  found: string | null;
  expected: string | null;
}

/** Finds rows that break the rules of sql/focus/, the first of each rule. */
export async function focusViolations(database: Database, most = 5): Promise<FocusViolation[]> {
  const found: FocusViolation[] = [];
  for (const rule of currentSql().names('focus')) {
    const rows = await database.rows<Omit<FocusViolation, 'rule'>>(
      `select * from (${currentSql().text('focus', rule)}) order by all limit ${most}`,
    );
    found.push(...rows.map((row) => ({ ...row, rule }) as FocusViolation));
  }
  return found;
}

/**
 * Refuses rows that break a rule. imbill calculates what is exported, so that is a bug of
 * imbill, and the user cannot mend it.
 */
export async function assertConformance(database: Database): Promise<void> {
  const violations = await focusViolations(database);
  if (violations.length === 0) return;
  const lines = violations.map(
    ({ rule, row_number, column_name, found, expected }) =>
      `${rule}: ${row_number === null ? '' : `row ${row_number}, `}${column_name} is ${found}; expected: ${expected}`,
  );
  throw new Error(
    `The rows break the rules of FOCUS; nothing was written. This is a bug of imbill: please report it with these lines.\n${lines.join('\n')}`,
  );
}
