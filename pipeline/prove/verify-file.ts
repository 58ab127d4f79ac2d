import { readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of, sha256OfFile } from '../../src/base/sha256.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import type { VerifiedFile } from '../../src/jobs/verify.ts';
import type { DocumentState } from '../../src/ledger/document-states.ts';
import { verifyEntries } from '../../src/ledger/verify/verify-entries.ts';
import type { ReadEffects } from '../effects/effects.ts';

/** Size limit of a text. A larger file is no report; only its hash is compared. */
const mostText = 64 * 1024 * 1024;

/**
 * Tells if a file is byte for byte an issued report, whatever its name; if not, which report it
 * resembles. Reads only.
 *
 * @param file Path as the user typed it.
 * @throws {UserError} (exit 2) If there is no such file, (exit 1) if the chain of the ledger is broken:
 *   then it can prove nothing.
 */
export async function verifyFile(
  file: string,
  { warehouse }: Pick<ReadEffects, 'warehouse'>,
): Promise<VerifiedFile> {
  const { sha256, bytes, content } = await readGiven(file);
  const broken = await verifyEntries(warehouse);
  if (broken.length > 0)
    throw new UserError(
      `The ledger was altered, so it cannot prove whether ${file} was issued.\nimbill invoice verify names what differs.`,
      exitCodes.failed,
    );
  const reports = await issuedReports(warehouse);
  const given = { file, bytes, sha256 };
  const found = reports.get(sha256);
  if (found !== undefined) return { ...given, issued: true, ...found };
  return { ...given, issued: false, ...likeness(file, content, reports) };
}

async function readGiven(
  file: string,
): Promise<{ sha256: string; bytes: number; content: Buffer | undefined }> {
  const path = resolve(file);
  try {
    const { size, ...found } = await stat(path).then((one) => ({
      size: one.size,
      isFile: one.isFile(),
    }));
    if (!found.isFile) throw Object.assign(new Error('no file'), { code: 'no file' });
    const content = size <= mostText ? await readFile(path) : undefined;
    return { sha256: await sha256OfFile(path), bytes: size, content };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new UserError(
      `${file}: ${what}.\nName the file that was received, such as INV-2026-000001.html.`,
      exitCodes.wrongUsage,
      { cause },
    );
  }
}

type IssuedReport = Required<
  Pick<VerifiedFile, 'number' | 'report' | 'month' | 'customer_id' | 'status'>
>;

/** Reads all issued files by hash. */
async function issuedReports(warehouse: Database): Promise<Map<string, IssuedReport>> {
  const rows = await warehouse.rows<
    Record<'sha256' | 'number' | 'name' | 'month' | 'customer_id', string> & {
      status: DocumentState;
    }
  >(queryText('ledger/report_files'), { numbers: null });
  return new Map(rows.map(({ sha256, name, ...report }) => [sha256, { ...report, report: name }]));
}

/** Finds the report that a file resembles, with a hint what differs. */
function likeness(
  file: string,
  content: Buffer | undefined,
  reports: ReadonlyMap<string, IssuedReport>,
): Partial<VerifiedFile> {
  const text = content?.toString('utf8') ?? '';
  for (const [variant, hint] of variantsOf(text)) {
    const like = reports.get(sha256Of(variant));
    if (like !== undefined) return { ...like, ...hashOf(like, reports), hint };
  }
  const named = [...reports.values()].filter(({ number }) => text.includes(number));
  const first = named.toSorted((a, b) => text.indexOf(a.number) - text.indexOf(b.number))[0];
  if (/PREVIEW-\d{4}-\d{2}-/.test(text) || basename(file).startsWith('PREVIEW-'))
    return { hint: 'it belongs to a preview, and previews are never issued' };
  if (first === undefined)
    return { hint: 'it names no document of this ledger; imbill invoice list shows all numbers' };
  const kind = kindOf(text, file);
  const like = named.find(
    ({ number, report }) => number === first.number && report.endsWith(`.${kind}`),
  );
  if (like === undefined)
    return { hint: `it names ${first.number}, but is in none of the formats that were issued` };
  const { number, report } = like;
  return {
    ...like,
    ...hashOf(like, reports),
    hint: `it names ${number}, but it is not its ${report}: it was altered, or somebody else wrote it`,
  };
}

function hashOf(
  like: IssuedReport,
  reports: ReadonlyMap<string, IssuedReport>,
): Pick<VerifiedFile, 'report_sha256'> {
  const [sha256] = [...reports].find(([, report]) => report === like)!;
  return { report_sha256: sha256 };
}

/** Undoes what mail programs and editors change in a text; each variant with a hint. */
function variantsOf(text: string): [variant: string, hint: string][] {
  const ends = 'it has other line ends, or another mark at its beginning or end';
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const trimmed = plain.replace(/\n+$/, '');
  const unmarked = [plain, `${trimmed}\n`, trimmed].flatMap((variant) => [
    variant,
    variant.replaceAll('\n', '\r\n'),
  ]);
  // CSV is issued with a byte order mark.
  const written = unmarked.flatMap((variant): [string, string][] => [
    [variant, ends],
    [`\uFEFF${variant}`, ends],
  ]);
  const json = asCanonicalJson(trimmed);
  const again: [string, string] = [`${json}\n`, 'the JSON was rewritten with the same values'];
  return json === undefined ? written : [...written, again, [json, again[1]]];
}

function asCanonicalJson(text: string): string | undefined {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function kindOf(text: string, file: string): string {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start.startsWith('{')) return 'json';
  if (start.startsWith('<')) return 'html';
  if (start.startsWith('%PDF')) return 'pdf';
  return extname(file).slice(1).toLowerCase() || 'csv';
}
