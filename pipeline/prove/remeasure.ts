import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { sha256OfFile } from '../../src/base/sha256.ts';
import type { Month } from '../../src/calendar/month.ts';
import { Database } from '../../src/duckdb/duckdb.ts';
import { withSqlTexts } from '../../src/duckdb/sql-files.ts';
import type { Provenance } from '../../src/ledger/billing-facts.ts';
import {
  batchIds,
  batchKey,
  type Evidence,
  type EvidenceBatch,
} from '../../src/ledger/evidence.ts';
import { readFact } from '../../src/ledger/facts.ts';
import { createTables } from '../../src/warehouse/schema.ts';
import type { Settings } from '../../src/workspace/settings.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import type { Effects, ReadEffects } from '../effects/effects.ts';
import { load } from '../load/load.ts';
import { measure } from '../measure/measure.ts';
import { type MeasuredUsage, measuredUsage } from '../measure/measured-usage.ts';

/** Where usage is counted anew from. */
export type RawData = 'segments' | 'files';

/**
 * Counts a month once more as it was counted then: from the batches of the evidence, with the
 * settings and the SQL of then, beside the warehouse, which stays as it is.
 *
 * @param from The lake's segments, or the delivered files.
 * @throws {UserError} (exit 1) If a segment or a file is gone or is not what it was.
 */
export async function remeasure(
  effects: ReadEffects,
  { evidence, provenance, from }: { evidence: Evidence; provenance: Provenance; from: RawData },
): Promise<MeasuredUsage> {
  const settings = await readFact<Settings>(effects.warehouse, evidence.settings);
  const aside = workspaceAt(await asideFolder(effects));
  await mkdir(aside.scratch, { recursive: true });
  const warehouse = await Database.open({
    threads: effects.threads,
    spillFolder: join(aside.root, 'spill'),
  });
  // What was accepted then is accepted now, whatever share of the chosen files it is.
  const then: Effects = {
    ...{ ...effects, workspace: aside, warehouse, now: Date.now },
    settings: { ...settings, maxRejectedShare: 1, maxFutureHours: null },
  };
  try {
    await createTables(warehouse);
    return await withSqlTexts(provenance.sql, async () => {
      if (from === 'segments') await takeOverSegments(effects, then, evidence.batches);
      else await loadFiles(effects, then, evidence.batches);
      await measure(evidence.month as Month, then);
      return measuredUsage(warehouse, evidence.month as Month, settings.timezone);
    });
  } finally {
    warehouse.close();
    await rm(aside.root, { recursive: true, force: true });
  }
}

/** Below the workspace, or, where that cannot be written, where temporary files are. */
async function asideFolder({ workspace }: ReadEffects): Promise<string> {
  const folder = join(workspace.scratch, randomUUID());
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch {
    return mkdtemp(join(tmpdir(), 'imbill-'));
  }
}

/** The segments of the batches, linked to where the aside workspace looks for them. */
async function takeOverSegments(
  { warehouse, workspace }: ReadEffects,
  then: Effects,
  batches: readonly EvidenceBatch[],
): Promise<void> {
  const problems: string[] = [];
  const ids = await batchIds(warehouse);
  for (const batch of batches) {
    const { source } = batch;
    const id = ids.get(batchKey(batch)) ?? 0n;
    const segments = await warehouse.rows<Record<string, string> & { lines: bigint; rows: bigint }>(
      `select batch_id, usage_date, path, sha256, lines, rows from segments
       where batch_id = ${id} order by path`,
    );
    for (const { batch_id, usage_date, path, sha256: expected, lines, rows } of segments) {
      const original = join(workspace.root, path!);
      const found = existsSync(original) ? await sha256OfFile(original) : undefined;
      if (found !== expected) {
        problems.push(
          `${path}: ${found === undefined ? 'missing' : 'not what it was (its hash differs)'}`,
        );
        continue;
      }
      await link(original, join(then.workspace.root, path!));
      await then.warehouse.run(
        `insert into segments values (${batch_id}, $source, cast($usage_date as date), $path, $expected, ${lines}, ${rows})`,
        { source, usage_date: usage_date!, path: path!, expected: expected! },
      );
    }
  }
  refuse(problems, 'segments of the lake', 'Count from the delivered files with --from-files.');
}

/** The delivered files of the batches, loaded as they were then. */
async function loadFiles(
  effects: ReadEffects,
  then: Effects,
  batches: readonly EvidenceBatch[],
): Promise<void> {
  const paths = await deliveredPaths(effects, batches);
  const limits = await futureLimits(effects.warehouse);
  const limitOf = ({ source, sha256 }: EvidenceBatch) => limits.get(`${source} ${sha256}`);
  for (const limit of new Set(batches.map(limitOf))) {
    for (const batch of batches.filter((one) => limitOf(one) === limit)) {
      const path = paths.get(batch)!;
      await link(join(effects.workspace.root, path), join(then.workspace.root, path));
    }
    // A file that is refused now is not what it was, and is named below.
    await load(judgedAt(then, limit)).catch((error) => {
      if (!(error instanceof UserError)) throw error;
    });
  }
  const loaded = await then.warehouse.rows<{ source: string; sha256: string }>(
    'select source, sha256 from batches',
  );
  const have = new Set(loaded.map((batch) => `${batch.source} ${batch.sha256}`));
  const changed = batches.filter((batch) => !have.has(`${batch.source} ${batch.sha256}`));
  refuse(
    changed.map(({ source, sha256 }) => `${source} ${sha256}: the file holds something else now`),
    'delivered files',
    fromLake,
  );
}

const fromLake = 'Put the files back where they were, or count from the lake with --from-raw.';

/** Where each batch's file is, relative to the workspace. */
async function deliveredPaths(
  { warehouse, workspace }: ReadEffects,
  batches: readonly EvidenceBatch[],
): Promise<Map<EvidenceBatch, string>> {
  const problems: string[] = [];
  const ids = await batchIds(warehouse);
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
    const present = names.find(({ path }) => existsSync(join(workspace.root, path)));
    if (present === undefined)
      problems.push(`${names.map(({ path }) => path).join(' or ') || sha256}: missing (${source})`);
    else paths.set(batch, present.path);
  }
  refuse(problems, 'delivered files', fromLake);
  return paths;
}

/**
 * Reads until when instants were accepted, of the batches with lines that were later ones; by source and content.
 * Of the others it makes no difference.
 */
async function futureLimits(warehouse: Database): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{ batch: string; accepted_until: string }>(
    `select batches.source || ' ' || sha256 as batch,
       max(regexp_extract(reason, '^is in the future: (\\S+) was', 1)) as accepted_until
     from rejects inner join batches using (batch_id) where reason like 'is in the future: %' group by batch`,
  );
  return new Map(rows.map(({ batch, accepted_until }) => [batch, accepted_until]));
}

/** As if the files were loaded at the moment up to which instants were accepted. */
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
    `The usage cannot be counted anew: of the ${what} that it was counted from,\n${list.join('\n')}\n${next}`,
    exitCodes.failed,
  );
}
