import { exitCodes, UserError } from '../../src/base/errors.ts';
import { canonicalJson } from '../../src/base/json.ts';
import { sha256Of } from '../../src/base/sha256.ts';
import { type DocumentBasis, parseContent } from '../../src/billing/billing-facts.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import type { Database } from '../../src/duckdb/duckdb.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import type { RegeneratedDocument, RegenerateOptions } from '../../src/jobs/regenerate.ts';
import { factsOfContents } from '../../src/ledger/contents.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import {
  fileText,
  isAsIssued,
  type LedgerDocument,
  numberedDocuments,
} from '../../src/ledger/documents.ts';
import type { Evidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { documentsRootsOf } from '../../src/ledger/log/documents-root.ts';
import { readLogos } from '../../src/ledger/logos.ts';
import {
  type PackedReport,
  type ReportContent,
  readReports,
  unpackReports,
} from '../../src/ledger/stored-reports.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { documentRenderer, hasPdf } from '../issue/render-document.ts';
import { usageDifferences } from '../measure/compare-usage.ts';
import type { MeasuredUsage } from '../measure/read-usage.ts';
import { writeReports } from '../report/report.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { compareRebuilt } from './rebuild-document.ts';
import { type RawData, remeasure } from './remeasure.ts';

/**
 * Number of documents whose facts and reports are read at a time. Reports are unpacked one by one.
 */
const documentsAtATime = 200;

/** Number of documents that are whenWritten while the next ones are rebuilt. */
const writtenAtATime = 8;

/**
 * Regenerates issued documents from the ledger, compares them with what was issued, and writes JSON,
 * CSV, HTML and PDF as they were sent. No file of today decides anything. With `from`, usage is also
 * measured again from raw data, and compared. The ledger is only read.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 4) if the month has no document.
 */
export async function regenerate(
  { number, month, from, out }: RegenerateOptions,
  effects: ReadEffects,
): Promise<RegeneratedDocument[]> {
  const numbers = await findChosenNumbers(effects.warehouse, { number, month });
  if (numbers.length === 0)
    throw new UserError(
      'Nothing was issued.\nimbill invoice list shows what was.',
      exitCodes.nothingToDo,
    );
  const measured = new Map<string, Promise<MeasuredUsage>>();
  const logos = await readLogos(effects.warehouse);
  const roots = await documentsRootsOf(effects.warehouse, numbers);
  const results: Promise<RegeneratedDocument>[] = [];
  const progress = effects.progress.start('Regenerating', numbers.length);
  try {
    for await (const one of readStoredDocuments(effects.warehouse, numbers)) {
      const renderer = await documentRenderer(logos, { pdf: hasPdf(one.packed) });
      const render = (document: InvoiceDocument) => renderer(document, roots.get(one.number));
      const { files, ...again } = await rebuild(one, { effects, from, measured, render });
      const hashes = [...files].map(([name, file]) => [name, sha256Of(file)]);
      const made = { ...again, report_sha256: Object.fromEntries(hashes) };
      await results.at(-writtenAtATime);
      results.push(whenWritten(made, writeReports(one.month, files, effects, out)));
      progress.advance(one.number);
    }
    return await Promise.all(results);
  } finally {
    await Promise.allSettled(results);
    progress.end();
  }
}

/** A document with its facts and reports. */
interface StoredDocument extends LedgerDocument {
  facts: StoredFacts;
  packed: readonly PackedReport[];
}

async function* readStoredDocuments(
  warehouse: Database,
  numbers: readonly string[],
): AsyncGenerator<StoredDocument> {
  for (let from = 0; from < numbers.length; from += documentsAtATime) {
    const part = numbers.slice(from, from + documentsAtATime);
    const documents = await numberedDocuments(warehouse, part);
    const contents = documents.flatMap(({ contentSha256 }) => contentSha256 ?? []);
    const facts = await factsOfContents(warehouse, contents);
    const reports = await readReports(warehouse, part);
    for (const one of documents)
      yield Object.assign(one, { facts, packed: reports.get(one.number) ?? [] });
  }
}

type Rebuilt = Omit<RegeneratedDocument, 'reports' | 'report_sha256'> & {
  files: Map<string, ReportContent>;
};

async function rebuild(
  one: StoredDocument,
  {
    effects,
    from,
    measured,
    render,
  }: {
    effects: ReadEffects;
    from: RawData | undefined;
    measured: Map<string, Promise<MeasuredUsage>>;
    render(document: InvoiceDocument): ReadonlyMap<string, ReportContent>;
  },
): Promise<Rebuilt> {
  const issued = isAsIssued(one) ? one.document : undefined;
  const differences = issued ? [] : ['the document in the ledger was altered'];
  const made = await rebuildFromFacts(one, issued, effects, differences);
  if (made !== undefined && from !== undefined)
    differences.push(...(await compareMeasured(one, made, effects, from, measured)));
  const { files, rendered } = reportsOf(one, issued && render(issued), differences);
  return {
    number: one.number,
    sha256: sha256Of(fileText(one.text)),
    source: made === undefined ? 'ledger' : (from ?? 'facts'),
    rendered,
    differences,
    files,
  };
}

/** Returns the result when the reports are whenWritten. */
function whenWritten(
  made: Omit<RegeneratedDocument, 'reports'>,
  reports: Promise<string[]>,
): Promise<RegeneratedDocument> {
  const { differences, ...rest } = made;
  const done = reports.then((paths) => ({ ...rest, reports: paths, differences }));
  done.catch(() => undefined);
  return done;
}

/** Rebuilds a document from its facts, and adds the differences. */
async function rebuildFromFacts(
  { contentSha256, facts }: StoredDocument,
  issued: InvoiceDocument | undefined,
  effects: ReadEffects,
  differences: string[],
): Promise<DocumentBasis | undefined> {
  if (contentSha256 === null) return undefined;
  try {
    const stored = parseContent(facts, contentSha256);
    if (issued !== undefined)
      differences.push(...(await compareRebuilt(issued, stored, effects)).map(describeDifference));
    return stored;
  } catch (error) {
    if (!(error instanceof DamagedFact)) throw error;
    differences.push(error.message);
    return undefined;
  }
}

function describeDifference({ key, expected, found }: Difference): string {
  return `${key} was issued as ${found} but is ${expected} when rebuilt`;
}

/** Compares the usage in the facts with usage measured from raw data. */
async function compareMeasured(
  { number, evidenceSha256, month }: LedgerDocument,
  basis: DocumentBasis,
  effects: ReadEffects,
  from: RawData,
  measured: Map<string, Promise<MeasuredUsage>>,
): Promise<string[]> {
  if (evidenceSha256 === null) return [];
  const key = `${evidenceSha256} ${canonicalJson(basis.provenance)}`;
  const evidence = await readFact<Evidence>(effects.warehouse, evidenceSha256);
  const usage =
    measured.get(key) ?? remeasure(effects, { evidence, provenance: basis.provenance, from });
  measured.set(key, usage);
  const texts = usageDifferences(number, basis, await usage).map(
    ({ key: value, expected, found }) => `${value}: ${expected} was billed, ${found} is measured`,
  );
  const more = texts.length > 5 ? [`and ${texts.length - 5} more values`] : [];
  return [...texts.slice(0, 5), ...more].map(
    (text) => `${month}, measured again from ${from}: ${text}`,
  );
}

/**
 * Returns the reports as they were sent: the stored ones, even if this version renders other bytes. A
 * missing or altered report is rendered from the document.
 */
function reportsOf(
  one: StoredDocument,
  today: ReadonlyMap<string, ReportContent> = new Map(),
  differences: string[],
): { files: Map<string, ReportContent>; rendered: RegeneratedDocument['rendered'] } {
  const stored = unpackReports(one.packed);
  const intact = stored.filter(({ isIntact }) => isIntact);
  if (one.evidenceSha256 !== null) differences.push(...findDamaged([...today.keys()], stored));
  const files = new Map([...today, ...intact.map(({ name, bytes }) => [name, bytes] as const)]);
  if (stored.length === 0) return { files, rendered: 'by this version' };
  const isSame = intact.every(({ name, sha256 }) => sha256Of(today.get(name) ?? '') === sha256);
  return { files, rendered: isSame ? 'identical' : 'kept from the issue' };
}

function findDamaged(
  expected: readonly string[],
  stored: readonly { name: string; isIntact: boolean }[],
): string[] {
  const names = stored.map(({ name }) => name);
  return [
    ...stored
      .filter(({ isIntact }) => !isIntact)
      .map(({ name }) => `the stored report ${name} was altered`),
    ...expected
      .filter((name) => !names.includes(name))
      .map((name) => `the stored report ${name} is gone`),
  ];
}
