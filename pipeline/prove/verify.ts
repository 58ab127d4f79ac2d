import { exitCodes, UserError } from '../../src/base/errors.ts';
import { readSmallText, refusedFile } from '../../src/base/small-file.ts';
import type { Verification, VerifyOptions } from '../../src/jobs/verify.ts';
import type { Difference } from '../../src/ledger/difference.ts';
import { verifyApprovals } from '../../src/ledger/verify/verify-approvals.ts';
import { verifyAudit } from '../../src/ledger/verify/verify-audit.ts';
import { batchesByContent, verifyChecks } from '../../src/ledger/verify/verify-batches.ts';
import { verifyClosings } from '../../src/ledger/verify/verify-closings.ts';
import { verifyEntries } from '../../src/ledger/verify/verify-entries.ts';
import { erasedRows, verifyErasures } from '../../src/ledger/verify/verify-erasures.ts';
import { verifyLog } from '../../src/ledger/verify/verify-log.ts';
import { verifyLogFiles } from '../../src/ledger/verify/verify-log-files.ts';
import { verifyPayments } from '../../src/ledger/verify/verify-payments.ts';
import { verifyRecords } from '../../src/ledger/verify/verify-records.ts';
import { verifyCharges, verifyReferences } from '../../src/ledger/verify/verify-references.ts';
import { verifySeal } from '../../src/ledger/verify/verify-seal.ts';
import { verifySegments } from '../../src/ledger/verify/verify-segments.ts';
import { verifySince } from '../../src/ledger/verify/verify-since.ts';
import { verifySummaries } from '../../src/ledger/verify/verify-summaries.ts';
import { verifyTables } from '../../src/ledger/verify/verify-tables.ts';
import { parseAnyCheckpoint } from '../../src/tlog/any-checkpoint.ts';
import type { Checkpoint } from '../../src/tlog/checkpoint.ts';
import { FormatError } from '../../src/tlog/format-error.ts';
import type { ReadEffects } from '../effects/effects.ts';
import { findChosenNumbers } from './chosen-documents.ts';
import { hashSegments } from './hash-segments.ts';
import { type Verified, verifyDocuments } from './verify-documents.ts';
import { verifyOut } from './verify-out.ts';

/** Number of documents whose facts and reports are in memory at a time. */
const documentsAtATime = 200;
/** More than any proof has. */
const mostCheckpointBytes = 1024 ** 2;

/**
 * Finds everything that differs from what was issued, loaded and measured: in the whole workspace, or
 * behind the documents of a number or a month. The chain of all documents is always checked. Reads
 * only.
 *
 * @throws {UserError} (exit 2) If there is no such number, (exit 3) if the file of `since` holds no checkpoint,
 *   (exit 4) if the month has no document.
 */
export async function verify(
  { number, month, isQuick, since }: VerifyOptions,
  effects: ReadEffects,
): Promise<Verification> {
  const { warehouse } = effects;
  const older = since === undefined ? undefined : await readOlderCheckpoint(since);
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
  const log = await verifyLog(warehouse, differences);
  await verifyLogFiles(warehouse, effects.workspace.log, log, differences);
  if (older !== undefined) verifySince(older, since!, log, differences);
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
    log: log.verified,
    ...out,
    ...(erased.length > 0 && { rows_erased: erased }),
    differences,
  };
}

async function readOlderCheckpoint(file: string): Promise<Checkpoint> {
  const text = await readSmallText(file, mostCheckpointBytes).catch((error) => {
    throw refusedFile(file, error);
  });
  try {
    return parseAnyCheckpoint(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UserError(
      `${file} holds no checkpoint. ${error.message}.\nAccepted: a checkpoint, a .tlog-proof or .tlog-consistency file, or the state of a witness.\nName another file with --since FILE.`,
      exitCodes.badInput,
      { cause: error },
    );
  }
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
