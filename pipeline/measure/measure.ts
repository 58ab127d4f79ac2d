import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { ProgressTask } from '../../src/base/progress.ts';
import { daysOfMonth, type Month } from '../../src/calendar/month.ts';
import { metricsOf, relationNames } from '../../src/duckdb/sql-files.ts';
import { runChecks } from '../../src/warehouse/checks.ts';
import { reportFailedLogins } from '../../src/warehouse/failed-logins.ts';
import {
  recordDailyUsage,
  recordMeasured,
  recordMonthlyUsers,
} from '../../src/warehouse/measurements.ts';
import { assertSegmentsAreThere } from '../../src/warehouse/missing-segments.ts';
import { reportUsageFromElsewhere } from '../../src/warehouse/reported-usage.ts';
import type { Effects } from '../effects/effects.ts';
import { openWorkers, type Workers } from '../effects/workers.ts';
import { type Conflict, readConflicts, recordConflicts } from './bandwidth-conflicts.ts';
import { readUnclearSlots, recordUnclearSlots, type UnclearSlot } from './bandwidth-samples.ts';
import { keepForLater, sinceKept } from './cached-user-days.ts';
import { countRows } from './measure-rows.ts';
import { type Counting, createInputs } from './measurement.ts';
import { type Job, measuringJobs } from './plan-jobs.ts';

/**
 * Counts a month: the metrics of sql/metrics over the segments, into daily_usage and
 * monthly_users. What was counted before is counted anew only where its segments changed.
 * Afterwards the checks of sql/checks must find nothing.
 */
export async function measure(month: Month, effects: Effects): Promise<void> {
  const jobs = await measuringJobs(month, effects);
  if (jobs.length > 0) await runJobs(jobs, month, effects);
  await reportFailedLogins(effects.warehouse, effects.workspace, month);
  await reportUsageFromElsewhere(effects.warehouse, effects.workspace, month);
  await runChecks(effects.warehouse);
}

/** Whether all that a month is counted from is counted, by the SQL of now. */
export async function isCounted(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace'>,
): Promise<boolean> {
  return (await measuringJobs(month, effects)).length === 0;
}

/** What the jobs of one month share. */
interface Measuring {
  month: Month;
  effects: Effects;
  workers: Workers;
  /** Whatever writes to the warehouse. */
  oneAtATime: ReturnType<typeof pLimit>;
  progress: ProgressTask;
}

async function runJobs(jobs: readonly Job[], month: Month, effects: Effects): Promise<void> {
  const paths = jobs.flatMap(({ inputs }) => inputs.flatMap((input) => input.paths));
  assertSegmentsAreThere(effects.workspace, paths);
  const workers = await openWorkers(effects);
  const progress = effects.progress.start('Measuring', jobs.length);
  const measuring = { month, effects, workers, oneAtATime: pLimit(1), progress };
  try {
    const outcomes = await Promise.allSettled(jobs.map((job) => runJob(job, measuring)));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  } finally {
    progress.end();
    workers.close();
  }
}

async function runJob(job: Job, measuring: Measuring): Promise<void> {
  const { month, effects, workers, oneAtATime, progress } = measuring;
  const folder = join(effects.workspace.scratch, randomUUID());
  await mkdir(folder);
  const all: Counting = {
    ...{ source: job.source, metrics: job.metrics, month, folder, progress },
    paths: job.inputs.flatMap(({ paths }) => paths),
    rows: job.inputs.reduce((sum, { rows }) => sum + rows, 0),
    kept: { paths: [], rows: 0 },
  };
  const counting = await sinceKept(all, effects);
  const counted = await countRows(workers, counting);
  const noted = job.source === 'bandwidth' ? await notedOf(counting, workers) : undefined;
  await oneAtATime(() =>
    effects.warehouse.transaction(() => record(job, counted.paths, noted, measuring)),
  );
  await keepForLater(all, counted.kept, effects);
  await rm(folder, { recursive: true, force: true });
  progress.advance(job.name);
}

/** What people should look at of the bandwidth of some days. */
interface Noted {
  conflicts: Conflict[];
  unclear: UnclearSlot[];
}

function notedOf(counting: Counting, workers: Workers): Promise<Noted> {
  return workers.use(async (database) => {
    await createInputs(database, counting, { relations: notedRelations() });
    return {
      conflicts: await readConflicts(database),
      unclear: hasSamples() ? await readUnclearSlots(database, counting.paths) : [],
    };
  });
}

function notedRelations(): string[] {
  return ['bandwidth_conflicts', ...(hasSamples() ? ['bandwidth_samples'] : [])];
}

/** Before 0.3 all lines without a node added up, and nothing was said of it. */
function hasSamples(): boolean {
  return relationNames('intermediate').includes('bandwidth_samples');
}

async function record(
  { name, source, metrics, grain, inputs }: Job,
  paths: readonly string[],
  noted: Noted | undefined,
  { month, effects: { warehouse, settings } }: Measuring,
): Promise<void> {
  const days = grain === 'month' ? daysOfMonth(month) : inputs.map(({ usageDate }) => usageDate);
  const monthly = metricsOf(source, 'month').filter((metric) => metrics.includes(metric));
  const daily = metrics.filter((metric) => !monthly.includes(metric));
  await recordDailyUsage(warehouse, days, daily, paths);
  if (monthly.length > 0) await recordMonthlyUsers(warehouse, month, monthly, paths);
  if (noted !== undefined) {
    await recordConflicts(warehouse, days, noted.conflicts, settings.timezone);
    await recordUnclearSlots(warehouse, days, noted.unclear, settings.timezone);
  }
  for (const input of inputs) await recordMeasured(warehouse, name, input);
}
