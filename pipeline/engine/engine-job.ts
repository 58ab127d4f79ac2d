import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exitCodes, UserError } from '../../src/base/errors.ts';
import { writeWholeFile } from '../../src/base/whole-files.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Database, Row } from '../../src/duckdb/duckdb.ts';
import { parquetRows } from '../../src/duckdb/file-rows.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import type { EngineJob, EngineJobOptions } from '../../src/jobs/engine.ts';
import type { CountedBy } from '../../src/ledger/evidence.ts';
import type { SparkEngine } from '../../src/spark/spark-engine.ts';
import { assertSegmentsAreThere } from '../../src/warehouse/missing-segments.ts';
import type { Effects } from '../effects/effects.ts';
import type { Conflict } from '../measure/bandwidth-conflicts.ts';
import type { UnclearSlot } from '../measure/bandwidth-samples.ts';
import { recordJob } from '../measure/measure.ts';
import { type Job, planJobs } from '../measure/plan-jobs.ts';
import { aboutFolder, partFolder, sparkScript } from './spark-script.ts';

/**
 * Writes the script that counts a month with `spark-sql -f`, or records the result of one.
 *
 * @throws {UserError} (exit 4) If the month is counted already, (exit 3) if the result is of other segments or rules.
 */
export async function engineJob(
  { month, result, out }: EngineJobOptions,
  effects: Effects & { spark: SparkEngine },
): Promise<EngineJob> {
  const { spark, sql, workspace } = effects;
  const jobs = await planJobs(month, effects);
  if (jobs.length === 0)
    throw new UserError(
      `There is nothing to count for ${month}: no log of it was loaded, or all of it is counted.\nimbill status shows what was loaded; imbill run --month ${month} bills it.`,
      exitCodes.nothingToDo,
    );
  const paths = jobs.flatMap(({ inputs }) => inputs.flatMap((input) => input.paths));
  assertSegmentsAreThere(workspace, paths);
  const place = join(dirname(spark.places.scratch), `engine-job-${month}`);
  const folder = result === undefined ? place : resolve(result);
  const script = await sparkScript(jobs, { month, sql, result: place }, spark);
  const measurements = [...new Set(jobs.map(({ name }) => name))];
  if (result !== undefined) {
    await recordResult(jobs, { month, folder, basis: script.basis }, effects);
    return { month, result: folder, measurements };
  }
  await rm(place, { recursive: true, force: true });
  if (out === undefined) return { month, script: script.text, result: place, measurements };
  await writeWholeFile(resolve(out), (aside) => writeFile(aside, script.text));
  return { month, path: out, result: place, measurements };
}

/** Result of a script. */
interface Result {
  month: Month;
  folder: string;
  /** Hash that it must name. */
  basis: string;
}

async function recordResult(
  jobs: readonly Job[],
  { month, folder, basis }: Result,
  { warehouse, spark, ...effects }: Effects & { spark: SparkEngine },
): Promise<void> {
  const about = await readAbout(warehouse, folder);
  if (about.month !== month || about.basis !== basis)
    throw new UserError(
      `The result in ${folder} was counted ${about.month === month ? 'from other segments or by other rules than those of today' : `for ${about.month}`}. Nothing was recorded.\nWrite the script again with imbill engine job --month ${month}, run it, and record its result.`,
      exitCodes.badInput,
    );
  const results = await Promise.all(
    jobs.map(async (job, index) => ({
      job,
      files: await filesOf(folder, partFolder(index, 'rows')),
    })),
  );
  const { rows } = await warehouse.one<{ rows: bigint }>(
    `select count(*) as rows from ${parquetRows(results.flatMap(({ files }) => files))}`,
  );
  if (rows !== about.row_count) throw incomplete(folder, `${rows} of ${about.row_count} rows`);
  const countedBy: CountedBy = {
    engine: 'spark',
    version: about.version.split(' ')[0]!,
    settings: { ...spark.settings.settings },
    statements_sha256: basis,
  };
  const shared = { month, effects: { warehouse, ...effects } };
  const remarks = await Promise.all(
    jobs.map(({ source }, index) =>
      source === 'bandwidth' ? readRemarks(warehouse, folder, index, effects.sql) : undefined,
    ),
  );
  await warehouse.transaction(async () => {
    for (const [index, { job, files }] of results.entries())
      await recordJob(job, { paths: files, remarks: remarks[index], countedBy }, shared);
  });
}

interface About extends Row {
  month: string;
  basis: string;
  version: string;
  row_count: bigint;
}

async function readAbout(warehouse: Database, folder: string): Promise<About> {
  const files = await filesOf(folder, aboutFolder);
  const [about] = await warehouse.rows<About>(`select * from ${parquetRows(files)}`);
  if (about === undefined) throw incomplete(folder, 'no row about it');
  return about;
}

async function readRemarks(warehouse: Database, folder: string, index: number, sql: SqlFiles) {
  const rowsOf = async <T extends Row>(part: 'conflicts' | 'unclear') =>
    warehouse.rows<T>(
      `select * from ${parquetRows(await filesOf(folder, partFolder(index, part)))}`,
    );
  const conflicts = await rowsOf<Conflict>('conflicts');
  const hasSamples = sql.has('intermediate', 'bandwidth_samples');
  return { conflicts, unclear: hasSamples ? await rowsOf<UnclearSlot>('unclear') : [] };
}

async function filesOf(folder: string, part: string): Promise<string[]> {
  const names = await readdir(join(folder, part)).catch(() => []);
  const files = names.filter((name) => name.endsWith('.parquet')).sort();
  if (files.length === 0) throw incomplete(folder, `nothing in ${part}`);
  return files.map((name) => join(folder, part, name));
}

function incomplete(folder: string, seen: string): UserError {
  return new UserError(
    `The result in ${folder} is not complete: it holds ${seen}. Nothing was recorded.\nRun the script to its end with spark-sql -f, and record its result again.`,
    exitCodes.badInput,
  );
}
