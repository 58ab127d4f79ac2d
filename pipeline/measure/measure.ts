import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { ProgressTask } from '../../src/base/progress.ts';
import { daysOfMonth, type Month } from '../../src/calendar/month.ts';
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
import { cacheForLater, continueFromCache } from './cached-user-days.ts';
import { measureRows } from './measure-rows.ts';
import { createInputs, type Measurement } from './measurement.ts';
import { type Job, planJobs } from './plan-jobs.ts';

/**
 * Measures a month: the metrics of sql/metrics over the segments, into daily_usage and monthly_users. Days are measured
 * again only if their segments or the SQL changed.
 *
 * @throws {Error} If a check of sql/checks finds a row.
 */
export async function measure(month: Month, effects: Effects): Promise<void> {
  const { warehouse, workspace, sql } = effects;
  const jobs = await planJobs(month, effects);
  if (jobs.length > 0) await runJobs(jobs, month, effects);
  await reportFailedLogins(warehouse, workspace, month, sql);
  await reportUsageFromElsewhere(warehouse, workspace, month, sql);
  await runChecks(warehouse);
}

/** Tells whether a month is measured completely, by the SQL that is handed in. */
export async function isMeasured(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
): Promise<boolean> {
  return (await planJobs(month, effects)).length === 0;
}

/** Things that the jobs of one month share. */
interface Shared {
  month: Month;
  effects: Effects;
  workers: Workers;
  /** Runs what writes to the warehouse. */
  oneAtATime: ReturnType<typeof pLimit>;
  progress: ProgressTask;
}

async function runJobs(jobs: readonly Job[], month: Month, effects: Effects): Promise<void> {
  const paths = jobs.flatMap(({ inputs }) => inputs.flatMap((input) => input.paths));
  assertSegmentsAreThere(effects.workspace, paths);
  const workers = await openWorkers(effects);
  const progress = effects.progress.start('Measuring', jobs.length);
  const shared = { month, effects, workers, oneAtATime: pLimit(1), progress };
  try {
    const outcomes = await Promise.allSettled(jobs.map((job) => runJob(job, shared)));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  } finally {
    progress.end();
    workers.close();
  }
}

async function runJob(job: Job, shared: Shared): Promise<void> {
  const { month, effects, workers, oneAtATime, progress } = shared;
  const { source, metrics } = job;
  const folder = join(effects.workspace.scratch, randomUUID());
  await mkdir(folder);
  const whole: Measurement = {
    sql: effects.sql,
    source,
    metrics,
    month,
    folder,
    progress,
    paths: job.inputs.flatMap(({ paths }) => paths),
    rows: job.inputs.reduce((sum, { rows }) => sum + rows, 0),
    cached: { paths: [], rows: 0 },
  };
  const measurement = await continueFromCache(whole, effects);
  const files = await measureRows(workers, measurement);
  const remarks = source === 'bandwidth' ? await readRemarks(measurement, workers) : undefined;
  await oneAtATime(() =>
    effects.warehouse.transaction(() => record(job, files.paths, remarks, shared)),
  );
  await cacheForLater(whole, files.cached, effects);
  await rm(folder, { recursive: true, force: true });
  progress.advance(job.name);
}

/** Slots of some days that a person should look at. */
interface Remarks {
  conflicts: Conflict[];
  unclear: UnclearSlot[];
}

function readRemarks(measurement: Measurement, workers: Workers): Promise<Remarks> {
  // The rules of 0.2 do not have it: all lines without a node added up.
  const hasSamples = measurement.sql.has('intermediate', 'bandwidth_samples');
  const relations = ['bandwidth_conflicts', ...(hasSamples ? ['bandwidth_samples'] : [])];
  return workers.use(async (database) => {
    await createInputs(database, measurement, { relations });
    const conflicts = await readConflicts(database);
    const unclear = hasSamples ? await readUnclearSlots(database, measurement.paths) : [];
    return { conflicts, unclear };
  });
}

async function record(
  { name, source, metrics, grain, inputs }: Job,
  paths: readonly string[],
  remarks: Remarks | undefined,
  { month, effects: { warehouse, settings, sql } }: Shared,
): Promise<void> {
  const days = grain === 'month' ? daysOfMonth(month) : inputs.map(({ usageDate }) => usageDate);
  const monthly = sql.metricsOf(source, 'month').filter((metric) => metrics.includes(metric));
  const daily = metrics.filter((metric) => !monthly.includes(metric));
  await recordDailyUsage(warehouse, days, daily, paths);
  if (monthly.length > 0) await recordMonthlyUsers(warehouse, month, monthly, paths);
  if (remarks !== undefined) {
    await recordConflicts(warehouse, days, remarks.conflicts, settings.timezone);
    await recordUnclearSlots(warehouse, days, remarks.unclear, settings.timezone);
  }
  for (const input of inputs) await recordMeasured(warehouse, name, input);
}
