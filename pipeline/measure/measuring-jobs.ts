import { sha256Of } from '../../src/base/sha256.ts';
import { firstDay, type Month } from '../../src/calendar/month.ts';
import { keptRelationOf, metricsOf, viewStatements } from '../../src/duckdb/sql-files.ts';
import { wordsOf } from '../../src/duckdb/sql-text.ts';
import type { SourceKind } from '../../src/intake/records/canonical-columns.ts';
import {
  knownMeasurements,
  type MeasurementInput,
  segmentsByDay,
  segmentsUntil,
} from '../../src/warehouse/measurements.ts';
import type { Effects } from '../effects/effects.ts';

/** Some metrics of a source, counted together over some segments. */
export interface Job {
  /** Under which its measurements are known. */
  name: string;
  source: SourceKind;
  metrics: string[];
  /** Whether the inputs are a day each, or one that is the whole month. */
  grain: 'day' | 'month';
  /** What is measured: none of it known to be measured of the same before. */
  inputs: MeasurementInput[];
}

/** Days are counted together up to so many rows: each job has a cost of its own. */
const rowsADayJob = 4_000_000;

/**
 * What must be counted for a month: nothing that was counted before of the same segments by the same
 * SQL. The longest come first.
 */
export async function measuringJobs(
  month: Month,
  effects: Pick<Effects, 'warehouse' | 'workspace'>,
): Promise<Job[]> {
  const { warehouse, workspace } = effects;
  const isMeasured = await knownMeasurements(warehouse);
  const jobOf = (job: Omit<Job, 'inputs'>, segments: readonly MeasurementInput[]): Job => ({
    ...job,
    inputs: segments
      .filter(({ paths }) => paths.length > 0)
      .map((input) => withSqlTexts(input, job.metrics))
      .filter((input) => !isMeasured(job.name, input)),
  });
  const daily = metricsOf('logins', 'day');
  const ofUserDays = daily.filter((metric) => keptRelationOf(metric) !== undefined);
  const monthly = [...metricsOf('logins', 'month'), ...ofUserDays];
  const logins = await segmentsUntil(warehouse, workspace, 'logins', month, firstDay(month));
  const groups = await segmentsUntil(warehouse, workspace, 'groups', month);
  const byDay = (source: SourceKind) => segmentsByDay(warehouse, workspace, source, month);
  const days = { grain: 'day', name: 'logins', source: 'logins' } as const;
  return [
    jobOf({ name: 'logins of the month', source: 'logins', metrics: monthly, grain: 'month' }, [
      logins,
    ]),
    jobOf(
      { name: 'groups', source: 'groups', metrics: metricsOf('groups', 'day'), grain: 'month' },
      [groups],
    ),
    ...inDayJobs(
      jobOf(
        { ...days, metrics: daily.filter((metric) => !ofUserDays.includes(metric)) },
        await byDay('logins'),
      ),
    ),
    ...inDayJobs(
      jobOf(
        { ...days, name: 'bandwidth', source: 'bandwidth', metrics: metricsOf('bandwidth', 'day') },
        await byDay('bandwidth'),
      ),
    ),
  ].filter(({ metrics, inputs }) => metrics.length > 0 && inputs.length > 0);
}

/** Adds the metrics' SQL to what a measurement is known by; a comment changes nothing. */
function withSqlTexts(input: MeasurementInput, metrics: readonly string[]): MeasurementInput {
  const texts = viewStatements(metrics, []).map(wordsOf);
  return { ...input, inputs: sha256Of(input.inputs + texts.join('')) };
}

/** The same in jobs of so many rows, a day at least. */
function inDayJobs(job: Job): Job[] {
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
