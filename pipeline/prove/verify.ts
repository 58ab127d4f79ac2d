import type { Verification, VerifyOptions } from '../../src/jobs/verify.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import { verifyApprovals } from '../../src/ledger/verify/verify-approvals.ts';
import { verifyAudit } from '../../src/ledger/verify/verify-audit.ts';
import { batchesByContent, verifyChecks } from '../../src/ledger/verify/verify-batches.ts';
import { verifyClosings } from '../../src/ledger/verify/verify-closings.ts';
import { verifyEntries } from '../../src/ledger/verify/verify-entries.ts';
import { erasedRows, verifyErasures } from '../../src/ledger/verify/verify-erasures.ts';
import { verifyPayments } from '../../src/ledger/verify/verify-payments.ts';
import { verifyRecords } from '../../src/ledger/verify/verify-records.ts';
import { verifyCharges, verifyReferences } from '../../src/ledger/verify/verify-references.ts';
import { verifySeal } from '../../src/ledger/verify/verify-seal.ts';
import { verifySegments } from '../../src/ledger/verify/verify-segments.ts';
import { verifySummaries } from '../../src/ledger/verify/verify-summaries.ts';
import { verifyTables } from '../../src/ledger/verify/verify-tables.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { hashSegments } from './hash-segments.ts';
import { type Verified, verifyDocuments } from './verify-documents.ts';
import { verifyOut } from './verify-out.ts';

/** Number of documents whose facts and reports are in memory at a time. */
const documentsAtATime = 200;

/**
 * Finds everything that differs from what was issued, loaded and measured: in the whole workspace, or
 * behind the documents of a number or a month. The chain of all documents is always checked. Reads
 * only.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 4) if the month has no document.
 */
export async function verify(
  { number, month, isQuick }: VerifyOptions,
  effects: ReadEffects,
): Promise<Verification> {
  const { warehouse } = effects;
  const isWhole = number === undefined && month === undefined;
  const numbers = isWhole
    ? await findChosenNumbers(warehouse)
    : await findChosenNumbers(warehouse, { number, month });
  const differences = await verifyLedger(effects);
  const verified: Verified = {
    batches: await batchesByContent(warehouse),
    facts: new Set(),
    evidence: new Map(),
    usage: new Map(),
    notCompared: new Set(),
    reports: 0,
    differences,
  };
  await inParts(numbers, effects, (part) => verifyDocuments(part, verified, effects));
  const batches = isWhole ? undefined : batchesOf(verified);
  const segments = isQuick ? 0 : await compareSegments(batches, differences, effects);
  const out = await verifyOut(numbers, { isOfMonths: number === undefined }, effects, differences);
  const sealed = await verifySeal(warehouse, differences);
  const erased = await erasedRows(warehouse, batches);
  return {
    scope: number ?? month ?? 'all',
    documents: numbers.length,
    facts: verified.facts.size,
    reports: verified.reports,
    batches: batches?.size ?? verified.batches.size,
    segments,
    segments_skipped: isQuick,
    usage_not_compared: [...verified.notCompared].sort(),
    sealed,
    ...out,
    ...(erased.length > 0 && { rows_erased: erased }),
    differences,
  };
}

/** Verifies the ledger as a whole. */
async function verifyLedger({ warehouse }: ReadEffects): Promise<Difference[]> {
  return [
    ...(await verifyEntries(warehouse)),
    ...(await verifyReferences(warehouse)),
    ...(await verifyAudit(warehouse)),
    ...(await verifyPayments(warehouse)),
    ...(await verifyApprovals(warehouse)),
    ...(await verifyClosings(warehouse)),
    ...(await verifyErasures(warehouse)),
    ...(await verifyChecks(warehouse)),
    ...(await verifyRecords(warehouse)),
    ...(await verifyTables(warehouse)),
    ...(await verifyCharges(warehouse)),
    ...(await verifySummaries(warehouse)),
  ];
}

async function inParts(
  numbers: readonly string[],
  { progress }: ReadEffects,
  work: (part: string[]) => Promise<void>,
): Promise<void> {
  const documents = progress.start('Verifying', numbers.length);
  try {
    for (let from = 0; from < numbers.length; from += documentsAtATime) {
      const part = numbers.slice(from, from + documentsAtATime);
      await work(part);
      for (const number of part) documents.advance(number);
    }
  } finally {
    documents.end();
  }
}

/** Returns hashes of the batches behind the documents. */
function batchesOf({ evidence }: Verified): Set<string> {
  return new Set(
    [...evidence.values()].flatMap((one) => one?.batches.map(({ sha256 }) => sha256) ?? []),
  );
}

async function compareSegments(
  batches: ReadonlySet<string> | undefined,
  differences: Difference[],
  effects: ReadEffects,
): Promise<number> {
  const { warehouse, progress } = effects;
  const { segments } = await warehouse.one<{ segments: bigint }>(
    'select count(*) as segments from segments',
  );
  const files = progress.start('Reading segments', Number(segments));
  const hash = (paths: readonly string[]) =>
    hashSegments(paths, effects, (path) => files.advance(path));
  try {
    return await verifySegments(warehouse, { batches, hash }, differences);
  } finally {
    files.end();
  }
}
