import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { canonicalJson } from '../../src/base/json.ts';
import type { ProgressTask } from '../../src/base/progress.ts';
import { daysOfMonth, type Month } from '../../src/calendar/month.ts';
import { runChecks } from '../../src/warehouse/checks.ts';
import { reportFailedLogins } from '../../src/warehouse/failed-logins.ts';
import {
  recordCountedBy,
  recordDailyUsage,
  recordMeasured,
  recordMonthlyUsers,
} from '../../src/warehouse/measurements.ts';
import { assertSegmentsAreThere } from '../../src/warehouse/missing-segments.ts';
import { reportUsageFromElsewhere } from '../../src/warehouse/reported-usage.ts';
import type { Effects } from '../effects/effects.ts';
import { recordConflicts } from './bandwidth-conflicts.ts';
import { recordUnclearSlots } from './bandwidth-samples.ts';
import { countingEngine } from './choose-engine.ts';
import type { Counted, CountingEngine, OpenEngine } from './counting-engine.ts';
import { type Job, planJobs } from './plan-jobs.ts';

/**
 * Measures a month: the metrics of sql/metrics over the segments, into daily_usage and monthly_users. Days are measured
 * again only if their segments or the SQL changed.
 *
 * @throws {Error} If a check of sql/checks finds a row.
 */
export function measure(month: Month, effects: Effects): Promise<void> {
  return effects.progress.step('measure', () => measureMonth(month, effects));
}

async function measureMonth(month: Month, effects: Effects): Promise<void> {
  const { warehouse, workspace, sql } = effects;
  const engine = await countingEngine(effects);
  const jobs = await planJobs(month, effects, engine.rowsADayJob);
  if (jobs.length > 0) await runJobs(jobs, engine, month, effects);
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
  engine: OpenEngine;
  /** Runs what writes to the warehouse. */
  oneAtATime: ReturnType<typeof pLimit>;
  progress: ProgressTask;
}

async function runJobs(
  jobs: readonly Job[],
  counting: CountingEngine,
  month: Month,
  effects: Effects,
): Promise<void> {
  const paths = jobs.flatMap(({ inputs }) => inputs.flatMap((input) => input.paths));
  assertSegmentsAreThere(effects.workspace, paths);
  const progress = effects.progress.start('Measuring', jobs.length);
  try {
    const engine = await counting.open(Math.max(...jobs.map(rowsOf)), progress);
    try {
      const shared = { month, effects, engine, oneAtATime: pLimit(1), progress };
      const outcomes = await Promise.allSettled(jobs.map((job) => runJob(job, shared)));
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure) throw failure.reason;
    } finally {
      engine.close();
    }
  } finally {
    progress.end();
  }
}

function rowsOf({ inputs }: Job): number {
  return inputs.reduce((sum, { rows }) => sum + rows, 0);
}

async function runJob(job: Job, shared: Shared): Promise<void> {
  const { month, effects, engine, oneAtATime, progress } = shared;
  const { source, metrics } = job;
  const folder = join(engine.scratch, randomUUID());
  await mkdir(folder, { recursive: true });
  const counted = await engine.count({
    sql: effects.sql,
    source,
    metrics,
    month,
    folder,
    progress,
    paths: job.inputs.flatMap(({ paths }) => paths),
    rows: rowsOf(job),
    cached: { paths: [], rows: 0 },
  });
  await oneAtATime(() => effects.warehouse.transaction(() => recordJob(job, counted, shared)));
  await counted.cache();
  await rm(folder, { recursive: true, force: true });
  progress.advance(job.name);
}

/** Records what was counted for a job, within the caller's transaction. */
export async function recordJob(
  { name, source, metrics, grain, inputs }: Job,
  { paths, remarks, countedBy }: Pick<Counted, 'paths' | 'remarks' | 'countedBy'>,
  { month, effects }: { month: Month; effects: Pick<Effects, 'warehouse' | 'settings' | 'sql'> },
): Promise<void> {
  const { warehouse, settings, sql } = effects;
  const days = grain === 'month' ? daysOfMonth(month) : inputs.map(({ usageDate }) => usageDate);
  const monthly = sql.metricsOf(source, 'month').filter((metric) => metrics.includes(metric));
  const daily = metrics.filter((metric) => !monthly.includes(metric));
  await recordDailyUsage(warehouse, days, daily, paths);
  if (monthly.length > 0) await recordMonthlyUsers(warehouse, month, monthly, paths);
  if (remarks !== undefined) {
    await recordConflicts(warehouse, days, remarks.conflicts, settings.timezone);
    await recordUnclearSlots(warehouse, days, remarks.unclear, settings.timezone);
  }
  for (const input of inputs) {
    await recordMeasured(warehouse, name, input);
    await recordCountedBy(warehouse, name, input, countedBy && canonicalJson(countedBy));
  }
}
