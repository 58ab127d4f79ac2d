import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { inZone } from '../src/calendar/fixed-offset.ts';
import { firstDay, lastDay, type Month } from '../src/calendar/month.ts';
import { type Database, quotedList } from '../src/engines/duckdb.ts';
import { metricsOf, viewStatements } from '../src/engines/sql-files.ts';
import { formatQuantity, Quantity } from '../src/money/quantity.ts';
import type { SourceKind } from '../src/sources/canonical-columns.ts';
import { runChecks } from '../src/warehouse/checks.ts';
import {
  knownMeasurements,
  type MeasurementInput,
  recordDailyUsage,
  recordMeasured,
  segmentsByDay,
  segmentsUntil,
} from '../src/warehouse/measurements.ts';
import { assertSegmentsAreThere } from '../src/warehouse/missing-segments.ts';
import { reportUsageFromElsewhere } from '../src/warehouse/reported-usage.ts';
import { countRows } from './count-rows.ts';
import type { Effects } from './effects.ts';
import { openWorkers, type Workers } from './workers.ts';

/**
 * Counts a month: the metrics of sql/metrics over the segments, into daily_usage and
 * monthly_users. What was counted before is counted anew only where its segments changed.
 * Afterwards the checks of sql/checks must find nothing.
 */
export async function measure(month: Month, effects: Effects): Promise<void> {
  const jobs = await jobsOf(month, effects);
  if (jobs.length > 0) await runJobs(jobs, month, effects);
  await reportUsageFromElsewhere(effects.warehouse, effects.workspace, month);
  await runChecks(effects.warehouse);
}

/** Whether all that a month is counted from is counted, by the SQL of now. */
export async function isCounted(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace'>,
): Promise<boolean> {
  return (await jobsOf(month, effects)).length === 0;
}

/** One measurement: some metrics over some segments. */
interface Job {
  /** Under which the measurement is known. */
  name: string;
  source: SourceKind;
  metrics: string[];
  input: MeasurementInput;
  days: { from: string; to: string };
  grain: 'day' | 'month';
}

async function jobsOf(
  month: Month,
  { warehouse, workspace }: Pick<Effects, 'warehouse' | 'workspace'>,
): Promise<Job[]> {
  const whole = { from: firstDay(month), to: lastDay(month) };
  const groups = await segmentsUntil(warehouse, workspace, 'groups', month);
  const logins = await segmentsUntil(warehouse, workspace, 'logins', month, whole.from);
  // The longest first: the days fill what time other workers have meanwhile.
  const jobs: Job[] = [
    {
      name: 'logins of the month',
      source: 'logins',
      metrics: metricsOf('logins', 'month'),
      input: logins,
      days: whole,
      grain: 'month',
    },
    {
      name: 'groups',
      source: 'groups',
      metrics: metricsOf('groups', 'day'),
      input: groups,
      days: whole,
      grain: 'day',
    },
  ];
  for (const source of ['logins', 'bandwidth'] as const) {
    const metrics = metricsOf(source, 'day');
    for (const input of await segmentsByDay(warehouse, workspace, source, month)) {
      const days = { from: input.usageDate, to: input.usageDate };
      jobs.push({ name: source, source, metrics, input, days, grain: 'day' });
    }
  }
  const withTexts = jobs.map((job) => ({ ...job, input: withSqlTexts(job.input, job.metrics) }));
  const isMeasured = await knownMeasurements(warehouse);
  return withTexts.filter(({ name, input }) => input.paths.length > 0 && !isMeasured(name, input));
}

/** What is counted depends on the metrics' SQL as much as on the segments. */
function withSqlTexts(input: MeasurementInput, metrics: readonly string[]): MeasurementInput {
  const hash = createHash('sha256').update(input.inputs);
  for (const statement of viewStatements(metrics, [])) hash.update(statement);
  return { ...input, inputs: hash.digest('hex') };
}

async function runJobs(jobs: readonly Job[], month: Month, effects: Effects): Promise<void> {
  const paths = jobs.flatMap(({ input }) => input.paths);
  assertSegmentsAreThere(effects.workspace, paths);
  const workers = await openWorkers(effects);
  const progress = effects.progress.start('Measuring', jobs.length);
  const task = pLimit(workers.count);
  const oneAtATime = pLimit(1);
  try {
    const outcomes = await Promise.allSettled(
      jobs.map((job) =>
        task(async () => {
          await runJob(job, month, effects, workers, oneAtATime);
          progress.advance(`${job.name} ${job.days.from}`);
        }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  } finally {
    progress.end();
    workers.close();
  }
}

async function runJob(
  job: Job,
  month: Month,
  effects: Effects,
  workers: Workers,
  oneAtATime: ReturnType<typeof pLimit>,
): Promise<void> {
  const { warehouse, workspace } = effects;
  const folder = join(workspace.scratch, randomUUID());
  await mkdir(folder);
  const { paths, conflicts } = await workers.use(async (database) => ({
    paths: await countRows(database, {
      metrics: job.metrics,
      dateColumn: job.grain === 'day' ? 'usage_date' : 'usage_month',
      rows: job.input.rows,
      folder,
      createInputs: (condition) => createInputs(database, job, month, condition),
    }),
    conflicts: job.source === 'bandwidth' ? await readConflicts(database) : [],
  }));
  await oneAtATime(() =>
    warehouse.transaction(async () => {
      if (job.grain === 'month') {
        await recordMonthlyUsers(warehouse, job, paths);
        return;
      }
      await recordDailyUsage(warehouse, job.name, job.input, job.days, job.metrics, paths);
      if (job.source === 'bandwidth') {
        await recordConflicts(warehouse, job, conflicts, effects.settings.timezone);
      }
    }),
  );
}

/** The relations that the metrics read: rows of the segments, and one row a day of the month. */
async function createInputs(
  database: Database,
  job: Job,
  month: Month,
  condition: string,
): Promise<void> {
  await database.run(`create or replace temp view lake_${job.source} as
    select * from read_parquet(${quotedList(job.input.paths)}, hive_partitioning = false)
    where ${condition}`);
  await database.run(`create or replace temp view calendar_days as
    select cast(unnest(generate_series(date '${firstDay(month)}', date '${lastDay(month)}', interval 1 day)) as date) as usage_date`);
  const wanted = job.source === 'bandwidth' ? [...job.metrics, 'bandwidth_conflicts'] : job.metrics;
  for (const statement of viewStatements(wanted, [])) await database.run(statement);
}

async function recordMonthlyUsers(
  database: Database,
  job: Job,
  paths: readonly string[],
): Promise<void> {
  await database.run(`delete from monthly_users where usage_month = date '${job.days.from}'`);
  await database.run(`insert into monthly_users
    select app_id, usage_date, cast(numerator as bigint) from read_parquet(${quotedList(paths)}) order by app_id`);
  await recordMeasured(database, job.name, job.input);
}

interface Conflict {
  [column: string]: string | bigint;
  app_id: string;
  usage_date: string;
  region: string;
  node: string;
  slot_started_at: string;
  divisor: bigint;
  lowest_bits: string;
  highest_bits: string;
  times: bigint;
}

/** The first conflict of each app and day, and how many there are. */
function readConflicts(database: Database): Promise<Conflict[]> {
  return database.rows<Conflict>(`select *, count(*) over (partition by app_id, usage_date) as times
    from bandwidth_conflicts
    qualify row_number() over (partition by app_id, usage_date order by slot_started_at, region, node) = 1
    order by app_id, usage_date`);
}

async function recordConflicts(
  database: Database,
  job: Job,
  conflicts: readonly Conflict[],
  timezone: string,
): Promise<void> {
  const code = 'bandwidth-conflict';
  await database.run(
    `delete from usage_findings where code = '${code}' and usage_date = date '${job.days.from}'`,
  );
  for (const conflict of conflicts) {
    const mbps = (bits: string) => formatQuantity(Quantity.of(bits, String(conflict.divisor)));
    const more = conflict.times > 1n ? ` ${conflict.times - 1n} more of the day likewise.` : '';
    const message = `Node ${conflict.node}, ${conflict.region}, slot ${inZone(conflict.slot_started_at, timezone)} was delivered with ${mbps(conflict.lowest_bits)} and with ${mbps(conflict.highest_bits)} Mbps; the higher value counts.${more}`;
    await database.run(
      `insert into usage_findings values ('${code}', $appId, date '${conflict.usage_date}', $message)`,
      { appId: conflict.app_id, message },
    );
  }
}
