/** Names of the checks of a verification; docs/regenerate-and-prove.md explains each. */
export const checkNames = [
  'document',
  'columns',
  'sums',
  'lines',
  'chain',
  'numbers',
  'facts',
  'rating',
  'reports',
  'references',
  'audit',
  'payments',
  'approvals',
  'closings',
  'erasures',
  'charges',
  'summaries',
  'batches',
  'segments',
  'usage',
  'seal',
  'log',
  'out',
] as const;
export type CheckName = (typeof checkNames)[number];

/** One value that is not what it was, or not what it must be. */
export interface Difference {
  check: CheckName;
  /** Number of the document, path of the segment, `ledger`, …. */
  where: string;
  /** Part of it, such as `total` or `line 2, amount`; empty for the whole. */
  key: string;
  expected: string;
  found: string;
}

/** Returns a function that compares two values and adds their difference to a list. */
export function comparison(
  check: CheckName,
  where: string,
  differences: Difference[],
): (key: string, expected: unknown, found: unknown) => void {
  return (key, expected, found) => {
    const [before, after] = [textOf(expected), textOf(found)];
    if (before !== after) differences.push({ check, where, key, expected: before, found: after });
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
}
