import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { deliveredFormat } from '../src/delivery/delivered-format.ts';
import { verifyDelivery } from '../src/delivery/verify-delivery.ts';
import { type Database, quoted } from '../src/engines/duckdb.ts';
import { exitCodes, UserError } from '../src/errors.ts';
import { acceptedIn } from '../src/sources/canonical-columns.ts';
import { checkFile, hasSeveralRowsALine, type LineCounts } from '../src/sources/check-file.ts';
import { deliveredFiles, type MatchedFile } from '../src/sources/delivered-files.ts';
import {
  batchOf,
  beginLoad,
  type CheckedBatch,
  finishLoad,
  keepTimeZone,
  knownDeliveries,
  type LoadTotals,
  loadTotals,
  recordBatch,
  recordDuplicate,
  recordRefusal,
} from '../src/warehouse/load-records.ts';
import {
  placeSegments,
  removeUnknownSegments,
  type WrittenSegment,
  writeSegments,
} from '../src/warehouse/segments.ts';
import type { Effects } from './effects.ts';
import { openWorkers, type Workers } from './workers.ts';

/** What one load took in. Counts are of the files that were new to it. */
export interface LoadSummary extends LoadTotals {
  /** Files that the sources match and that were known already, unchanged. */
  known: number;
  /** Files that were known under the same name with another content; both contents count. */
  changed: string[];
}

/**
 * Takes in all files that the sources match and that are not known yet: verified, checked line by
 * line, kept as one segment a billing day, recorded batch by batch. A load that was killed is
 * continued by the next one.
 *
 * @throws {UserError} (exit 3) If a file is refused, the time zone changed, or the share of rejected lines is above
 *   `rejects.max_share`; then nothing of the files with rejected lines is used.
 */
export async function load(effects: Effects): Promise<LoadSummary> {
  const { warehouse, workspace, settings } = effects;
  await keepTimeZone(warehouse, settings.timezone);
  await removeUnknownSegments(warehouse, workspace);
  const matched = await deliveredFiles(workspace.root, settings.sources);
  const { fresh, changed } = await notKnownYet(warehouse, matched);
  const loadId = await beginLoad(warehouse);
  const held = await takeInAll(effects, loadId, fresh);
  const problems = [...held.problems];
  const totals = await loadTotals(warehouse, loadId);
  if (held.batches.length > 0) {
    problems.push(...(await decideOnRejects(effects, loadId, held.batches, totals)));
  }
  await rm(workspace.scratch, { recursive: true, force: true });
  await mkdir(workspace.scratch, { recursive: true });
  await finishLoad(warehouse, loadId);
  if (problems.length > 0) throw new UserError(problems.join('\n\n'), exitCodes.badInput);
  return {
    ...(await loadTotals(warehouse, loadId)),
    known: matched.length - fresh.length,
    changed,
  };
}

interface FreshFile extends MatchedFile {
  fingerprint: string;
}

/** A file with rejected lines, until it is known how many the whole load has. */
interface HeldBatch extends Omit<CheckedBatch, 'segments'> {
  segments: WrittenSegment[];
}

async function notKnownYet(
  warehouse: Database,
  matched: readonly MatchedFile[],
): Promise<{ fresh: FreshFile[]; changed: string[] }> {
  const known = await knownDeliveries(warehouse);
  const fresh: FreshFile[] = [];
  const changed: string[] = [];
  for (const file of matched) {
    const fingerprint = await fingerprintOf(file.path);
    const before = known.get(`${file.source.kind}\n${file.name}`);
    if (before === fingerprint) continue;
    fresh.push({ ...file, fingerprint });
    if (before !== undefined) changed.push(file.name);
  }
  return { fresh, changed };
}

async function fingerprintOf(path: string): Promise<string> {
  const seen = await stat(path, { bigint: true }).catch(() => undefined);
  return seen ? [seen.size, seen.mtimeNs, seen.ctimeNs, seen.ino].join(' ') : 'missing';
}

async function takeInAll(
  effects: Effects,
  loadId: number,
  files: readonly FreshFile[],
): Promise<{ batches: HeldBatch[]; problems: string[] }> {
  const batches: HeldBatch[] = [];
  const problems: string[] = [];
  if (files.length === 0) return { batches, problems };
  const workers = await openWorkers(effects);
  const oneAtATime = pLimit(1);
  const progress = effects.progress.start('Loading', files.length);
  const task = pLimit(workers.count);
  try {
    const takeInOne = async (file: FreshFile) => {
      try {
        const held = await takeIn(effects, workers, oneAtATime, loadId, file);
        if (held) batches.push(held);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(error.message);
        await oneAtATime(() => refuse(effects.warehouse, file, error.message));
      }
      progress.advance(file.name);
    };
    const outcomes = await Promise.allSettled(files.map((file) => task(() => takeInOne(file))));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  } finally {
    progress.end();
    workers.close();
  }
  return {
    batches: batches.sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems: problems.sort(),
  };
}

function refuse(warehouse: Database, file: FreshFile, reason: string): Promise<void> {
  return recordRefusal(warehouse, { source: file.source.kind, path: file.name }, reason);
}

type Serial = ReturnType<typeof pLimit>;

/** One file from its bytes to its record; a file with rejected lines is held back. */
async function takeIn(
  effects: Effects,
  workers: Workers,
  oneAtATime: Serial,
  loadId: number,
  file: FreshFile,
): Promise<HeldBatch | undefined> {
  const { warehouse, workspace } = effects;
  const scratchDir = join(workspace.scratch, randomUUID());
  await mkdir(scratchDir, { recursive: true });
  const format = deliveredFormat(file.name);
  const delivery = await verifyDelivery({
    ...format,
    path: file.path,
    name: file.name,
    scratchDir,
  });
  const { fingerprint, name: path } = file;
  const { kind: source } = file.source;
  const identity = { source, path, fingerprint, sha256: delivery.sha256 };
  const recordIfKnown = () =>
    oneAtATime(async () => {
      const known = await batchOf(warehouse, source, delivery.sha256);
      if (known) await recordDuplicate(warehouse, loadId, identity, known);
      return known !== undefined;
    });
  if (await recordIfKnown()) {
    await rm(scratchDir, { recursive: true, force: true });
    return undefined;
  }
  const batch = await workers.use(async (database) => {
    const guard = setTimeout(() => database.interrupt(), timeLimit(delivery.bytes));
    try {
      const counts = await checkFile(database, delivery, file.source);
      const name = delivery.sha256.slice(0, 32);
      const segments = await writeSegments(
        database,
        workspace,
        source,
        name,
        scratchDir,
        hasSeveralRowsALine(file.source),
      );
      const rejectsPath = await writeRejects(database, counts, scratchDir);
      return { ...identity, bytes: delivery.bytes, counts, segments, ...rejectsPath };
    } finally {
      clearTimeout(guard);
    }
  });
  if (batch.counts.rejected > 0) return batch;
  await oneAtATime(() => record(effects, loadId, batch));
  await rm(scratchDir, { recursive: true, force: true });
  return undefined;
}

/** A file that takes longer than a slow disk would is given up, not waited for. */
function timeLimit(bytes: number): number {
  return 600_000 + bytes / 200;
}

async function writeRejects(
  database: Database,
  counts: LineCounts,
  scratchDir: string,
): Promise<{ rejectsPath?: string }> {
  if (counts.rejected === 0) return {};
  const rejectsPath = join(scratchDir, 'rejects.parquet');
  await database.run(
    `copy (select * from rejected order by line_number) to ${quoted(rejectsPath)} (format parquet)`,
  );
  return { rejectsPath };
}

async function record(effects: Effects, loadId: number, batch: HeldBatch): Promise<void> {
  const { warehouse, workspace } = effects;
  const known = await batchOf(warehouse, batch.source, batch.sha256);
  if (known) return recordDuplicate(warehouse, loadId, batch, known);
  await placeSegments(workspace, batch.segments);
  await recordBatch(warehouse, loadId, batch);
}

/** Takes the files with rejected lines in, or refuses them all. */
async function decideOnRejects(
  effects: Effects,
  loadId: number,
  batches: readonly HeldBatch[],
  totals: LoadTotals,
): Promise<string[]> {
  const { warehouse, settings } = effects;
  const lines = totals.lines + sum(batches, (batch) => batch.counts.lines);
  const rejected = totals.rejected + sum(batches, (batch) => batch.counts.rejected);
  if (rejected <= settings.maxRejectedShare * lines) {
    for (const batch of batches) await record(effects, loadId, batch);
    return [];
  }
  const problems: string[] = [];
  for (const batch of batches) {
    const reason = `${batch.counts.rejected} of its ${batch.counts.lines} lines were rejected`;
    await recordRefusal(warehouse, batch, reason);
    problems.push(await rejectedLinesOf(warehouse, batch));
  }
  return [
    ...problems,
    `${rejected} of ${lines} lines were rejected, more than rejects.max_share (${settings.maxRejectedShare}) in imbill.yaml allows. Nothing of the files above was used.`,
  ];
}

function sum(batches: readonly HeldBatch[], value: (batch: HeldBatch) => number): number {
  return batches.reduce((total, batch) => total + value(batch), 0);
}

const shownRejects = 3;

/** The first rejected lines of a file, in words. */
async function rejectedLinesOf(warehouse: Database, batch: HeldBatch): Promise<string> {
  const rows = await warehouse.rows<
    Record<'column_name' | 'value' | 'reason', string> & { line_number: bigint }
  >(
    `select line_number, column_name, value, reason from rejects
     where batch_id is null and source = $source and path = $path order by line_number limit ${shownRejects}`,
    { source: batch.source, path: batch.path },
  );
  const lines = rows.map(
    (row) => `${batch.path}, line ${row.line_number}: ${rejectInWords(batch.source, row)}`,
  );
  const more = batch.counts.rejected - rows.length;
  if (more > 0) lines.push(`${batch.path}: ${more} more rejected lines; imbill status lists them.`);
  lines.push(
    'Correct the line and deliver the file again, or allow it with rejects.max_share in imbill.yaml.',
  );
  return lines.join('\n');
}

/** What is wrong with a rejected line, the value seen, and what is accepted. */
function rejectInWords(
  source: CheckedBatch['source'],
  { column_name, value, reason }: Record<'column_name' | 'value' | 'reason', string>,
): string {
  const accepted = acceptedIn(source, column_name);
  const seen =
    column_name === ''
      ? `${reason}: ${JSON.stringify(value)}`
      : value === ''
        ? `${column_name} ${reason}`
        : `${column_name} is ${JSON.stringify(value)}, ${reason.replace(/^is /, '')}`;
  return `${seen}.${accepted === undefined ? '' : `\nAccepted: ${accepted}.`}`;
}
