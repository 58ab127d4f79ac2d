import { canonicalJson } from '../../src/base/json.ts';
import { type DocumentBasis, parseContent } from '../../src/billing/billing-facts.ts';
import { DamagedFact, type StoredFacts } from '../../src/billing/facts.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { InvoiceDocument } from '../../src/invoice/document.ts';
import { factsOfContents } from '../../src/ledger/contents.ts';
import { comparison, type Difference } from '../../src/ledger/difference.ts';
import type { Evidence } from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { readReports } from '../../src/ledger/stored-reports.ts';
import { type KnownBatch, verifyEvidence } from '../../src/ledger/verify/verify-batches.ts';
import {
  type DocumentRow,
  documentRows,
  verifyDocument,
} from '../../src/ledger/verify/verify-document.ts';
import { verifyReports } from '../../src/ledger/verify/verify-reports.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { renderTexts } from '../issue/render-document.ts';
import { isComparable, usageDifferences } from '../measure/compare-usage.ts';
import { type MeasuredUsage, readUsage } from '../measure/read-usage.ts';
import { compareRebuilt } from './rebuild-document.ts';

/** State of a verification. */
export interface Verified {
  /** Batches of the warehouse, by {@link batchKey}. */
  batches: ReadonlyMap<string, KnownBatch>;
  /** Hashes of checked facts. */
  facts: Set<string>;
  /** Evidence by hash; undefined if it is damaged. */
  evidence: Map<string, Evidence | undefined>;
  /** Usage measured now, by evidence; undefined if it need not be the same. */
  usage: Map<string, MeasuredUsage | undefined>;
  /** Months whose usage is not compared, as more is known now. */
  notCompared: Set<string>;
  reports: number;
  differences: Difference[];
}

/** Verifies some documents with their facts, reports, evidence and usage. */
export async function verifyDocuments(
  numbers: readonly string[],
  verified: Verified,
  effects: ReadEffects,
): Promise<void> {
  const rows = await documentRows(effects.warehouse, numbers);
  const contents = rows.invoices.map(({ content_sha256 }) => content_sha256);
  const facts = await factsOfContents(
    effects.warehouse,
    contents.filter((sha256) => sha256 !== null),
  );
  const reports = await readReports(effects.warehouse, numbers);
  for (const sha256 of facts.keys()) verified.facts.add(sha256);
  for (const row of rows.invoices) {
    const document = verifyDocument(row, rows, verified.differences);
    const basis = await verifyContent(row, document, { facts, verified, effects });
    verified.reports += verifyReports(
      row.number,
      reports.get(row.number),
      expectedReports(document, basis),
      verified.differences,
    );
    await verifyUsage(row, basis, verified, effects);
  }
}

/** Checks that the facts are intact and rebuild the document. */
async function verifyContent(
  { number, content_sha256 }: DocumentRow,
  document: InvoiceDocument | undefined,
  {
    facts,
    verified: { differences },
    effects,
  }: { facts: StoredFacts; verified: Verified; effects: ReadEffects },
): Promise<DocumentBasis | undefined> {
  if (content_sha256 === null) return undefined;
  try {
    const basis = parseContent(facts, content_sha256);
    if (document !== undefined)
      differences.push(...(await compareRebuilt(document, basis, effects)));
    return basis;
  } catch (error) {
    const check = error instanceof DamagedFact ? 'facts' : 'rating';
    comparison(check, number, differences)(
      '',
      'the facts as they were stored',
      (error as Error).message,
    );
    return undefined;
  }
}

/**
 * Renders JSON and CSV again if this version issued the document. Pages take long; only their hashes
 * are compared.
 */
function expectedReports(
  document: InvoiceDocument | undefined,
  basis: DocumentBasis | undefined,
): Map<string, string> {
  if (document === undefined || basis?.provenance.versions.imbill !== imbillVersion())
    return new Map();
  return renderTexts(document);
}

/**
 * Checks that the evidence is intact, and compares its batches and the usage measured from them.
 */
async function verifyUsage(
  { number, evidence_sha256: sha256 }: DocumentRow,
  basis: DocumentBasis | undefined,
  verified: Verified,
  effects: ReadEffects,
): Promise<void> {
  if (sha256 === null) return;
  const evidence = await evidenceOf(number, sha256, verified, effects);
  if (evidence === undefined || basis === undefined) return;
  const key = `${sha256} ${canonicalJson(basis.provenance.sql)}`;
  if (!verified.usage.has(key)) {
    const { warehouse } = effects;
    const month = evidence.month as Month;
    const isSame = await isComparable({ evidence, sha256, provenance: basis.provenance }, effects);
    verified.usage.set(
      key,
      isSame ? await readUsage(warehouse, month, basis.facts.time_zone) : undefined,
    );
  }
  const counted = verified.usage.get(key);
  if (counted === undefined) verified.notCompared.add(evidence.month);
  else verified.differences.push(...usageDifferences(number, basis, counted));
}

async function evidenceOf(
  number: string,
  sha256: string,
  verified: Verified,
  { warehouse }: ReadEffects,
): Promise<Evidence | undefined> {
  if (verified.evidence.has(sha256)) return verified.evidence.get(sha256);
  verified.evidence.set(sha256, undefined);
  try {
    const evidence = await readFact<Evidence>(warehouse, sha256);
    verified.evidence.set(sha256, evidence);
    verifyEvidence(evidence, verified.batches, verified.differences);
    await readFact(warehouse, evidence.settings);
    for (const one of [sha256, evidence.settings]) verified.facts.add(one);
  } catch (error) {
    if (!(error instanceof DamagedFact)) throw error;
    const compare = comparison('facts', number, verified.differences);
    compare('evidence', 'the facts as they were stored', error.message);
  }
  return verified.evidence.get(sha256);
}
