import { gunzipSync, gzipSync } from 'node:zlib';
import { sha256Of } from '../base/sha256.ts';
import type { Database } from '../duckdb/duckdb.ts';
import type { InvoiceDocument } from '../invoice/document.ts';
import { reportsHash } from '../warehouse/chain.ts';

/** Content of a report: a text, or the bytes of a PDF. */
export type ReportContent = string | Uint8Array;

/**
 * A function that renders the reports of a document, by file name. `documentsRoot` is the root of all
 * documents up to and including this one, lower-case hex; absent for drafts.
 */
export type RenderReports = (
  document: InvoiceDocument,
  documentsRoot?: string,
) => ReadonlyMap<string, ReportContent>;

/** A rendered report as it was issued. */
export interface StoredReport {
  /** File name, such as `INV-2026-000001.html`. */
  name: string;
  /** Hash of the bytes, lower-case hex. */
  sha256: string;
  /** Empty if they cannot be unpacked. */
  bytes: Buffer;
  /** True if the bytes still have the hash. */
  isIntact: boolean;
}

/**
 * Stores the reports of a document as they are sent. A later renderer cannot change them.
 *
 * @returns Hash of all of them for the ledger's entry.
 */
export async function storeReports(
  database: Database,
  number: string,
  reports: ReadonlyMap<string, ReportContent>,
): Promise<string> {
  for (const [name, report] of reports)
    await database.run('insert into reports values ($number, $name, $sha256, $content)', {
      number,
      name,
      sha256: sha256Of(report),
      content: packBytes(report),
    });
  return reportsHash([...reports].map(([name, report]) => [name, sha256Of(report)]));
}

/** A packed report of the ledger. */
export interface PackedReport {
  name: string;
  sha256: string;
  content: string;
}

/** Reads the packed reports of documents, by number and name. */
export async function readReports(
  database: Database,
  numbers: readonly string[],
): Promise<Map<string, PackedReport[]>> {
  const rows = await database.rows<Record<'number' | 'name' | 'sha256' | 'content', string>>(
    `select number, name, sha256, content from reports
     where number in (select unnest(from_json($numbers, '["VARCHAR"]'))) order by number, name`,
    { numbers: JSON.stringify(numbers) },
  );
  const reports = new Map<string, PackedReport[]>(numbers.map((number) => [number, []]));
  for (const { number, ...report } of rows) reports.get(number)!.push(report);
  return reports;
}

/**
 * Unpacks the reports of one document. They are large, so documents are unpacked one after the other.
 */
export function unpackReports(packed: readonly PackedReport[] = []): StoredReport[] {
  return packed.map(({ name, sha256, content }) => {
    const bytes = unpackBytes(content);
    return {
      name,
      sha256,
      bytes: bytes ?? Buffer.alloc(0),
      isIntact: bytes !== undefined && sha256Of(bytes) === sha256,
    };
  });
}

/** Packs a report as the warehouse stores it. */
export function packBytes(report: ReportContent): string {
  return gzipSync(report).toString('base64');
}

/** Unpacks a stored report; undefined if it is damaged. */
export function unpackBytes(content: string): Buffer | undefined {
  try {
    return gunzipSync(Buffer.from(content, 'base64'));
  } catch {
    return undefined;
  }
}
