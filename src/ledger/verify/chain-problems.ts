import type { Database } from '../../duckdb/duckdb.ts';
import { entryHash, reportsHash } from '../../warehouse/chain.ts';

/** Where the chain of documents does not hold: in words, with number or position. */
export async function chainProblems(database: Database): Promise<string[]> {
  const rows = await database.rows<
    Record<'number' | 'sha256' | 'entry_sha256', string> & {
      position: bigint;
      evidence_sha256: string | null;
    }
  >(
    'select position, number, sha256, evidence_sha256, entry_sha256 from invoices order by position',
  );
  const reports = await database.rows<Record<'number' | 'name' | 'sha256', string>>(
    'select number, name, sha256 from reports order by number, name',
  );
  const reportsOf = new Map<string, [name: string, sha256: string][]>();
  for (const { number, name, sha256 } of reports)
    reportsOf.set(number, [...(reportsOf.get(number) ?? []), [name, sha256]]);
  const problems: string[] = [];
  let previous = '';
  let expected = 1n;
  for (const { position, number, sha256, evidence_sha256: evidenceSha256, entry_sha256 } of rows) {
    if (position !== expected)
      problems.push(`the ledger has no document at position ${expected}; ${number} is the next`);
    const reportsSha256 = reportsHash(reportsOf.get(number) ?? []);
    const entry = { position, number, sha256, evidenceSha256, reportsSha256 };
    if (entryHash(entry, previous) !== entry_sha256)
      problems.push(
        `${number} does not follow the document before it: the hash of its entry differs`,
      );
    previous = entry_sha256;
    expected = position + 1n;
  }
  const [head] = await database.rows<{ value: string }>(
    "select value from meta where key = 'ledger_head'",
  );
  const found = rows.length === 0 ? undefined : `${expected - 1n} ${previous}`;
  if ((head?.value ?? found) !== found || (found !== undefined && head === undefined))
    problems.push(
      `the ledger ends with ${found ?? 'nothing'}, and its head says ${head?.value ?? 'nothing'}`,
    );
  return problems;
}
