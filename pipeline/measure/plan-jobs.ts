import { sha256Of } from '../../src/base/sha256.ts';
import { firstDay, type Month } from '../../src/calendar/month.ts';
import type { SqlFiles } from '../../src/duckdb/sql-files.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import type { SourceKind } from '../../src/metrics/source-kinds.ts';
import {
  type IsMeasured,
  knownMeasurements,
  type MeasurementInput,
  segmentsByDay,
  segmentsUntil,
} from '../../src/warehouse/measurements.ts';
import type { Effects } from '../effects/effects.ts';

/** Metrics of a source that are measured together over some segments. */
export interface Job {
  /** Name under which its measurements are recorded. */
  name: string;
  source: SourceKind;
  metrics: string[];
  /** Grain of the inputs: one for each day, or one for the whole month. */
  grain: 'day' | 'month';
  /** Inputs that were not measured before. */
  inputs: MeasurementInput[];
}

/**
 * Plans what must be measured for a month: whatever the same SQL did not measure from the same segments before. Days
 * whose rows were removed keep what was measured of them.
 *
 * @param rowsADayJob Most rows of a job of several days.
 */
export async function planJobs(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
  rowsADayJob = Number.POSITIVE_INFINITY,
): Promise<Job[]> {
  const isMeasured = await knownMeasurements(effects.warehouse);
  const isDone: IsMeasured = (name, input) => input.isRemoved || isMeasured(name, input);
  return listJobs(month, effects, rowsADayJob, isDone);
}

/** Lists all measurements of a month, also those that were made before. */
export function allJobs(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
): Promise<Job[]> {
  return listJobs(month, effects, Number.POSITIVE_INFINITY, () => false);
}

async function listJobs(
  month: Month,
  { warehouse, workspace, sql }: Pick<Effects, 'warehouse' | 'workspace' | 'sql'>,
  rowsADayJob: number,
  isMeasured: IsMeasured,
): Promise<Job[]> {
  const jobOf = (job: Omit<Job, 'inputs'>, segments: readonly MeasurementInput[]): Job => {
    const rules = rulesText(job.metrics, sql);
    return {
      ...job,
      inputs: segments
        .filter(({ paths }) => paths.length > 0)
        .map((input) => ({ ...input, inputs: sha256Of(input.inputs + rules) }))
        .filter((input) => !isMeasured(job.name, input)),
    };
  };
  const wholeMonth = (
    name: string,
    source: SourceKind,
    metrics: string[],
    segments: MeasurementInput,
  ) => jobOf({ name, source, metrics, grain: 'month' }, [segments]);
  const byDay = async (source: SourceKind, metrics: string[]) => {
    const segments = await segmentsByDay(warehouse, workspace, source, month);
    return splitByRows(
      jobOf({ name: source, source, metrics, grain: 'day' }, segments),
      rowsADayJob,
    );
  };
  const daily = sql.metricsOf('logins', 'day');
  const fromCache = daily.filter((metric) => sql.cachedRelationOf(metric) !== undefined);
  const monthly = [...sql.metricsOf('logins', 'month'), ...fromCache];
  const logins = await segmentsUntil(warehouse, workspace, 'logins', month, firstDay(month));
  const groups = await segmentsUntil(warehouse, workspace, 'groups', month);
  const uncached = daily.filter((metric) => !fromCache.includes(metric));
  // The longest first.
  const jobs = [
    wholeMonth('logins of the month', 'logins', monthly, logins),
    wholeMonth('groups', 'groups', sql.metricsOf('groups', 'day'), groups),
    ...(await byDay('logins', uncached)),
    ...(await byDay('bandwidth', sql.metricsOf('bandwidth', 'day'))),
  ];
  return jobs.filter(({ metrics, inputs }) => metrics.length > 0 && inputs.length > 0);
}

/** Returns the metrics' SQL for the hash that identifies a measurement. Comments do not change it. */
function rulesText(metrics: readonly string[], sql: SqlFiles): string {
  const relations = metrics.map((metric) => sql.relationOf(metric));
  return sql.viewStatements(relations).map(wordsOf).join('');
}

/** Splits a job into jobs of at most so many rows, each of at least one day. */
function splitByRows(job: Job, rowsADayJob: number): Job[] {
  const jobs: Job[] = [];
  let rows = 0;
  for (const input of job.inputs) {
    const last = jobs.at(-1);
    rows += input.rows;
    if (last !== undefined && rows <= rowsADayJob) last.inputs.push(input);
    else {
      jobs.push({ ...job, inputs: [input] });
      rows = input.rows;
    }
  }
  return jobs;
}
