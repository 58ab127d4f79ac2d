import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import type { Provenance } from '../../src/billing/billing-facts.ts';
import { type Month, monthOf } from '../../src/calendar/month.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { currentSql } from '../../src/duckdb/sql-files.ts';
import { listZip } from '../../src/intake/bytes/zip-content.ts';
import { fileOnDisk, memberName, memberOf } from '../../src/intake/bytes/zip-name.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import { isTableSource, tablePath } from '../../src/intake/records/table-sources.ts';
import { unfinishedFiles } from '../../src/intake/records/unfinished-files.ts';
import {
  batchIds,
  batchKey,
  type Evidence,
  type EvidenceBatch,
} from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { readTableFact, type TableFact } from '../../src/ledger/table-facts.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { Effects, ReadEffects } from '../effects/effects.ts';
import { load } from '../load/load.ts';
import { measure } from '../measure/measure.ts';
import { type MeasuredUsage, readUsage } from '../measure/read-usage.ts';
import { hashSegments } from './hash-segments.ts';

/** Rows to measure again: those of the lake's segments, or those of the delivered files. */
export type RawData = 'segments' | 'files';

/**
 * Measures a month again as it was measured for a document: from the same batches, with the same settings and SQL. It
 * works in a temporary warehouse; the workspace's own does not change.
 *
 * @param from The lake's segments, or the delivered files.
 * @throws {UserError} (exit 1) If a segment or a file is missing or has changed.
 */
export async function remeasure(
  effects: ReadEffects,
  { evidence, provenance, from }: { evidence: Evidence; provenance: Provenance; from: RawData },
): Promise<MeasuredUsage> {
  const settings = await readFact<Settings>(effects.warehouse, evidence.settings);
  const aside = workspaceAt(await temporaryFolder(effects));
  await mkdir(aside.scratch, { recursive: true });
  const warehouse = await Database.open({
    threads: effects.threads,
    spillFolder: join(aside.root, 'spill'),
  });
  // Files that were accepted then are accepted now, whatever share of their lines is rejected.
  const then: Effects = {
    ...effects,
    workspace: aside,
    warehouse,
    now: Date.now,
    sql: currentSql().withRules(provenance.sql),
    settings: { ...settings, maxRejectedShare: 1, maxFutureHours: null },
  };
  try {
    await createTables(warehouse);
    if (from === 'segments') await linkSegments(effects, then, evidence.batches);
    else await loadFiles(effects, then, evidence.batches);
    await measure(evidence.month as Month, then);
    return await readUsage(warehouse, evidence.month as Month, settings.timezone);
  } finally {
    warehouse.close();
    await rm(aside.root, { recursive: true, force: true });
  }
}

/** Creates a temporary folder in the workspace, or in the system's folder if the workspace is read-only. */
export async function temporaryFolder({ workspace }: ReadEffects): Promise<string> {
  const folder = join(workspace.scratch, randomUUID());
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch {
    return mkdtemp(join(tmpdir(), 'imbill-'));
  }
}

/** Links the segments of the batches into the temporary workspace. */
async function linkSegments(
  effects: ReadEffects,
  then: Effects,
  batches: readonly EvidenceBatch[],
): Promise<void> {
  const { workspace } = effects;
  const segments = await segmentsOf(batches, effects);
  const removed = segments.filter(({ is_removed }) => is_removed);
  refuse(
    [...new Set(removed.map(({ removal, usage_date }) => `${monthOf(usage_date)}: ${removal}`))],
    'raw rows that were removed',
    'Regenerate without --from-raw: the document is made from its facts.',
  );
  const found = await hashSegments(
    segments.map(({ path }) => path),
    effects,
  );
  const problems: string[] = [];
  for (const [
    index,
    { source, batch_id, usage_date, path, sha256, lines, rows },
  ] of segments.entries()) {
    const hash = found[index];
    if (hash !== sha256) {
      problems.push(
        `${path}: ${hash === undefined ? 'missing' : 'has changed (its hash differs)'}`,
      );
      continue;
    }
    await link(join(workspace.root, path), join(then.workspace.root, path));
    await then.warehouse.run(
      `insert into segments values (${batch_id}, $source, cast($usage_date as date), $path, $sha256, ${lines}, ${rows})`,
      { source, usage_date, path, sha256 },
    );
  }
  refuse(problems, 'segments of the lake', 'Measure from the delivered files with --from-files.');
}

interface SegmentRow {
  [column: string]: string | bigint | boolean;
  source: string;
  batch_id: bigint;
  usage_date: string;
  path: string;
  sha256: string;
  lines: bigint;
  rows: bigint;
  is_removed: boolean;
  /** Who removed the rows, when and why; empty if they are there. */
  removal: string;
}

/** Reads the segments of batches, batch by batch. */
async function segmentsOf(
  batches: readonly EvidenceBatch[],
  { warehouse }: ReadEffects,
): Promise<SegmentRow[]> {
  const ids = await batchIds(warehouse);
  const segments: SegmentRow[] = [];
  for (const batch of batches) {
    const id = ids.get(batchKey(batch)) ?? 0n;
    const rows = await warehouse.rows<SegmentRow>(queryText('erase/segments_with_removals'), {
      batch_id: id,
    });
    segments.push(...rows.map((row) => ({ ...row, source: batch.source })));
  }
  return segments;
}

/** Loads the delivered files of the batches again, as they were loaded then. */
async function loadFiles(
  effects: ReadEffects,
  then: Effects,
  batches: readonly EvidenceBatch[],
): Promise<void> {
  const origins = await originsOf(effects, batches);
  const paths = await deliveredPaths(
    effects,
    batches.filter((batch) => !origins.has(batch)),
  );
  const ignore = await otherMembers([...paths.values()], effects);
  const limits = await futureLimits(effects.warehouse);
  const limitOf = ({ source, sha256 }: EvidenceBatch) => limits.get(`${source} ${sha256}`);
  for (const limit of new Set(batches.map(limitOf))) {
    const judged = batches.filter((one) => limitOf(one) === limit);
    const names = judged.flatMap((batch) => paths.get(batch) ?? []);
    const files = new Set(names.map(fileOnDisk));
    for (const path of [...files].filter((file) => !existsSync(join(then.workspace.root, file))))
      await link(join(effects.workspace.root, path), join(then.workspace.root, path));
    const tables = judged.flatMap((batch) => origins.get(batch) ?? []);
    // A file that is refused now has changed, and is named below.
    await load(judgedAt(withTables(ignoring(then, ignore), tables), limit)).catch((error) => {
      if (!(error instanceof UserError) || error.exitCode !== exitCodes.badInput) throw error;
    });
  }
  const loaded = await then.warehouse.rows<{ source: string; sha256: string }>(
    'select source, sha256 from batches',
  );
  const have = new Set(loaded.map((batch) => `${batch.source} ${batch.sha256}`));
  const changed = batches.filter((batch) => !have.has(`${batch.source} ${batch.sha256}`));
  const erased = await erasedBatches(effects.warehouse);
  refuse(
    changed.map((batch) => {
      const origin = origins.get(batch);
      const erasure = erased.get(`${batch.source} ${batch.sha256}`);
      return origin === undefined
        ? `${batch.source} ${batch.sha256}: the file has other content now${erasure === undefined ? '' : `; ${erasure}`}`
        : `${describeTable(origin)}: Spark no longer has these rows; the segments in the lake still prove them`;
    }),
    'delivered files',
    fromLake,
  );
}

/** Lists the files of zip files that are not to be loaded: other batches, or none, came from them. */
async function otherMembers(
  wanted: readonly string[],
  { workspace }: ReadEffects,
): Promise<string[]> {
  const archives = new Set(wanted.flatMap((name) => memberOf(name)?.archive ?? []));
  const others: string[] = [];
  for (const archive of archives) {
    const members = await listZip(join(workspace.root, archive)).catch(() => []);
    const names = members.map((member) => memberName(archive, member));
    others.push(...names.filter((name) => !wanted.includes(name)));
  }
  return others;
}

/** Returns effects of which some files are no deliveries. */
function ignoring(then: Effects, names: readonly string[]): Effects {
  if (names.length === 0) return then;
  const { ignore = unfinishedFiles } = then.settings;
  const globs = names.map((name) => name.replaceAll(/[^\p{L}\p{N}/ _-]/gu, '\\$&'));
  return { ...then, settings: { ...then.settings, ignore: [...ignore, ...globs] } };
}

/** Reads the origins of the batches that were read from tables. */
async function originsOf(
  { warehouse, spark }: ReadEffects,
  batches: readonly EvidenceBatch[],
): Promise<Map<EvidenceBatch, TableFact>> {
  const origins = new Map<EvidenceBatch, TableFact>();
  for (const batch of batches) {
    const origin = await readTableFact(warehouse, batch.sha256);
    if (origin !== undefined) origins.set(batch, origin);
  }
  const unread = spark === undefined ? [...origins.values()] : [];
  const why = 'only Spark reads tables; run it without --engine duckdb';
  refuse(
    unread.map((origin) => `${describeTable(origin)}: ${why}`),
    'tables',
    fromLake,
  );
  return origins;
}

/** Returns effects whose sources read these tables alone, each as it was then. */
function withTables(then: Effects, origins: readonly TableFact[]): Effects {
  const sources = then.settings.sources.flatMap((source): SourceSettings[] => {
    if (!isTableSource(source)) return [source];
    return origins.flatMap(({ source: kind, table, snapshot }) => {
      const { snapshot: _, ...rest } = source;
      const pinned = { ...rest, table, ...(snapshot !== undefined && { snapshot }) };
      return kind === source.kind && tablePath(pinned) === tablePath(source) ? [pinned] : [];
    });
  });
  return { ...then, settings: { ...then.settings, sources } };
}

function describeTable({ table, snapshot, rows }: TableFact): string {
  const at = snapshot === undefined ? '' : ` at snapshot ${snapshot}`;
  return `${table.replaceAll(/\s+/g, ' ')}${at} (${rows} rows)`;
}

const fromLake = 'Put the files back where they were, or measure from the lake with --from-raw.';

/** Finds the file of each batch, relative to the workspace. */
async function deliveredPaths(
  { warehouse, workspace }: ReadEffects,
  batches: readonly EvidenceBatch[],
): Promise<Map<EvidenceBatch, string>> {
  const problems: string[] = [];
  const ids = await batchIds(warehouse);
  const erased = await erasedBatches(warehouse);
  const paths = new Map<EvidenceBatch, string>();
  for (const batch of batches) {
    const { source, sha256 } = batch;
    const id = ids.get(batchKey(batch)) ?? 0n;
    const names = await warehouse.rows<{ path: string }>(
      `select distinct path from (
         select path from batches where batch_id = ${id}
         union all select path from deliveries where batch_id = ${id}
       ) order by path`,
    );
    const present = names.find(({ path }) => existsSync(join(workspace.root, fileOnDisk(path))));
    const erasure = erased.get(`${source} ${sha256}`);
    if (present === undefined)
      problems.push(
        `${names.map(({ path }) => path).join(' or ') || sha256}: ${erasure ?? 'missing'} (${source})`,
      );
    else paths.set(batch, present.path);
  }
  refuse(problems, 'delivered files', fromLake);
  return paths;
}

/** Reads the last erasure of rows of each batch as a sentence, by source and hash. */
async function erasedBatches(warehouse: Database): Promise<Map<string, string>> {
  const rows = await warehouse.rows<Record<'batch' | 'erasure', string>>(
    queryText('erase/erased_batches'),
  );
  return new Map(rows.map(({ batch, erasure }) => [batch, erasure]));
}

/** Reads until when times were accepted, for batches that had later lines. For others it makes no difference. */
async function futureLimits(warehouse: Database): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ batch: string; accepted_until: string }>(
    queryText('measure/future_limits'),
  );
  return new Map(rows.map(({ batch, accepted_until }) => [batch, accepted_until]));
}

/** Returns effects whose clock is the limit up to which times were accepted. */
function judgedAt(then: Effects, limit: string | undefined): Effects {
  if (limit === undefined) return then;
  const settings = { ...then.settings, maxFutureHours: 0 };
  return { ...then, settings, now: () => Date.parse(limit) };
}

async function link(original: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(original, path);
}

function refuse(problems: readonly string[], what: string, next: string): void {
  if (problems.length === 0) return;
  const list = problems.toSorted().map((problem) => `  ${problem}`);
  throw new UserError(
    `The usage cannot be measured again, because of these ${what}:\n${list.join('\n')}\n${next}`,
    exitCodes.failed,
  );
}
