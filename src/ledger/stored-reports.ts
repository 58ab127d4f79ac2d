import { gunzipSync, gzipSync } from 'node:zlib';
import { sha256Of } from '../base/sha256.ts';
import type { Database } from '../duckdb/duckdb.ts';
import { reportsHash } from '../warehouse/chain.ts';

/** A rendered report as it was issued. */
export interface StoredReport {
  /** File name, such as `INV-2026-000001.html`. */
  name: string;
  /** Hash of the text, lower-case hex. */
  sha256: string;
  text: string;
  /** True if the text still has the hash. */
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
  reports: ReadonlyMap<string, string>,
): Promise<string> {
  for (const [name, text] of reports)
    await database.run('insert into reports values ($number, $name, $sha256, $content)', {
      number,
      name,
      sha256: sha256Of(text),
      content: gzipSync(text).toString('base64'),
    });
  return reportsHash([...reports].map(([name, text]) => [name, sha256Of(text)]));
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
    const text = unpacked(content);
    return {
      name,
      sha256,
      text: text ?? '',
      isIntact: text !== undefined && sha256Of(text) === sha256,
    };
  });
}

function unpacked(content: string): string | undefined {
  try {
    return gunzipSync(Buffer.from(content, 'base64')).toString('utf8');
  } catch {
    return undefined;
  }
}
