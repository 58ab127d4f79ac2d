import { sha256Of } from '../base/sha256.ts';
import type { Database, Parameters } from '../duckdb/duckdb.ts';
import type { InvoiceDocument } from '../invoice/document.ts';

/** A document of the ledger. */
export interface LedgerDocument {
  number: string;
  kind: string;
  month: string;
  position: bigint;
  /** Null for documents of imbill 0.1. */
  contentSha256: string | null;
  /** Null for documents of imbill 0.1. */
  evidenceSha256: string | null;
  sha256: string;
  /**
   * Canonical JSON. Since imbill 0.3 these are the bytes of its file; before, the file has one line
   * feed more.
   */
  text: string;
  /** The parsed text; throws a SyntaxError if it is no JSON. */
  readonly document: InvoiceDocument;
}

/** Reads documents by position: all, or those of a number or a month. */
export async function ledgerDocuments(
  database: Database,
  { number, month }: { number?: string | undefined; month?: string | undefined } = {},
): Promise<LedgerDocument[]> {
  return documentsWhere(
    database,
    '($number is null or number = $number) and ($month is null or month = $month)',
    { number: number ?? null, month: month ?? null },
  );
}

/** Reads documents of some numbers, by position. */
export async function numberedDocuments(
  database: Database,
  numbers: readonly string[],
): Promise<LedgerDocument[]> {
  return documentsWhere(database, `number in (select unnest(from_json($numbers, '["VARCHAR"]')))`, {
    numbers: JSON.stringify(numbers),
  });
}

async function documentsWhere(
  database: Database,
  condition: string,
  parameters: Parameters,
): Promise<LedgerDocument[]> {
  const rows = await database.rows<Record<string, string> & { position: bigint }>(
    `select number, kind, month, position, content_sha256, evidence_sha256, sha256, document from invoices
     where ${condition} order by position`,
    parameters,
  );
  return rows.map((row) => ({
    number: row['number']!,
    kind: row['kind']!,
    month: row['month']!,
    position: row.position,
    contentSha256: row['content_sha256'] ?? null,
    evidenceSha256: row['evidence_sha256'] ?? null,
    sha256: row['sha256']!,
    text: row['document']!,
    get document() {
      return JSON.parse(row['document']!) as InvoiceDocument;
    },
  }));
}

/** Returns the bytes of a document's JSON file: its text with a line feed at the end. */
export function fileText(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** SQL of the SHA-256 of a document's JSON file in the published `invoices`. */
export const fileHashSql =
  'case when ends_with(document, chr(10)) then sha256 else sha256(document || chr(10)) end';

/** Tells if the text is still the one that was issued. */
export function isAsIssued({ text, sha256 }: LedgerDocument): boolean {
  return sha256Of(text) === sha256;
}
