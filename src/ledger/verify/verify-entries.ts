import type { Database } from '../../duckdb/duckdb.ts';
import type { DocumentKind } from '../../invoice/document.ts';
import { entryHash, reportsHash } from '../../warehouse/chain.ts';
import { comparison, type Difference } from '../difference.ts';
import { documentNumber } from '../document-number.ts';

interface EntryRow {
  [column: string]: string | bigint | null;
  position: bigint;
  number: string;
  kind: string;
  issue_year: bigint;
  sequence: bigint;
  sha256: string;
  evidence_sha256: string | null;
  entry_sha256: string;
}

/**
 * Checks that every document is in its place, that none is missing, and that each follows the one
 * before it.
 */
export async function verifyEntries(database: Database): Promise<Difference[]> {
  const rows = await database.rows<EntryRow>(
    `select position, number, kind, issue_year, sequence, sha256, evidence_sha256, entry_sha256
     from invoices order by position`,
  );
  return [
    ...chainDifferences(rows, await reportsByNumber(database)),
    ...(await headDifferences(database, rows.at(-1))),
    ...numberDifferences(rows),
  ];
}

/** Describes where the chain of documents is broken, one sentence each. */
export async function chainProblems(database: Database): Promise<string[]> {
  const differences = await verifyEntries(database);
  return differences
    .filter(({ check }) => check === 'chain')
    .map(
      ({ where, key, expected, found }) => `${where}, ${key}: expected ${expected}, found ${found}`,
    );
}

async function reportsByNumber(database: Database): Promise<Map<string, [string, string][]>> {
  const rows = await database.rows<Record<'number' | 'name' | 'sha256', string>>(
    'select number, name, sha256 from reports',
  );
  const reports = new Map<string, [string, string][]>();
  for (const { number, name, sha256 } of rows)
    reports.set(number, [...(reports.get(number) ?? []), [name, sha256]]);
  return reports;
}

function chainDifferences(
  rows: readonly EntryRow[],
  reports: ReadonlyMap<string, [string, string][]>,
): Difference[] {
  const differences: Difference[] = [];
  let expected = 1n;
  let previous = '';
  for (const { position, number, sha256, evidence_sha256, entry_sha256 } of rows) {
    if (position !== expected)
      comparison('chain', 'ledger', differences)(
        `position ${expected}`,
        'a document',
        `nothing; the next is ${number} at position ${position}`,
      );
    const entry = {
      position,
      number,
      sha256,
      evidenceSha256: evidence_sha256,
      reportsSha256: reportsHash(reports.get(number) ?? []),
    };
    const compare = comparison('chain', number, differences);
    compare(`entry ${position}`, entry_sha256, entryHash(entry, previous));
    previous = entry_sha256;
    expected = position + 1n;
  }
  return differences;
}

/**
 * Compares the last document with the stored head. Without it, nobody would notice that the last one
 * was removed.
 */
async function headDifferences(
  database: Database,
  last: EntryRow | undefined,
): Promise<Difference[]> {
  const [head] = await database.rows<{ value: string }>(
    "select value from meta where key = 'ledger_head'",
  );
  const differences: Difference[] = [];
  const found = last && `${last.position} ${last.entry_sha256}`;
  comparison('chain', 'ledger', differences)('last entry', head?.value, found);
  return differences;
}

/**
 * Finds missing and wrong numbers. Documents of a kind and year are numbered from 1 without a gap.
 */
function numberDifferences(rows: readonly EntryRow[]): Difference[] {
  const differences: Difference[] = [];
  const compare = comparison('numbers', 'ledger', differences);
  const series = new Map<string, { kind: DocumentKind; year: number; sequences: Set<bigint> }>();
  for (const { kind, issue_year, sequence, number } of rows) {
    const year = Number(issue_year);
    const one = series.get(`${kind} ${year}`) ?? {
      kind: kind as DocumentKind,
      year,
      sequences: new Set<bigint>(),
    };
    series.set(`${kind} ${year}`, one);
    one.sequences.add(sequence);
    compare(number, documentNumber(one.kind, year, sequence), number);
  }
  for (const { kind, year, sequences } of series.values()) {
    const highest = [...sequences].reduce((high, next) => (next > high ? next : high), 0n);
    for (let sequence = 1n; sequence <= highest; sequence++)
      if (!sequences.has(sequence)) {
        const number = documentNumber(kind, year, sequence);
        compare(number, number, undefined);
      }
  }
  return differences;
}
