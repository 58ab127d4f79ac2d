import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from '../engines/duckdb.ts';
import { reportsHash } from '../warehouse/chain.ts';

/** A rendered report as it was issued. */
export interface KeptReport {
  /** File name, such as `INV-2026-000001.html`. */
  name: string;
  /** Of the text, lower-case hex. */
  sha256: string;
  text: string;
  /** Whether the text still has the hash. */
  isIntact: boolean;
}

/**
 * Keeps what was rendered at the issue: a later renderer cannot change what was sent.
 *
 * @returns What stands for all of them in the ledger's entry.
 */
export async function keepReports(
  database: Database,
  number: string,
  reports: ReadonlyMap<string, string>,
): Promise<string> {
  for (const [name, text] of reports)
    await database.run('insert into reports values ($number, $name, $sha256, $content)', {
      number,
      name,
      sha256: hashOf(text),
      content: gzipSync(text).toString('base64'),
    });
  return reportsHash([...reports].map(([name, text]) => [name, hashOf(text)]));
}

/** The reports of a document, by name. */
export async function keptReports(database: Database, number: string): Promise<KeptReport[]> {
  const rows = await database.rows<{ name: string; sha256: string; content: string }>(
    'select name, sha256, content from reports where number = $number order by name',
    { number },
  );
  return rows.map(({ name, sha256, content }) => {
    const text = unpacked(content);
    return {
      name,
      sha256,
      text: text ?? '',
      isIntact: text !== undefined && hashOf(text) === sha256,
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

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
