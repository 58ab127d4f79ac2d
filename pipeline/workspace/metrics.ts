import { billingDayOf } from '../../src/calendar/billing-day.ts';
import { dayStart } from '../../src/calendar/day-start.ts';
import { queryText } from '../../src/duckdb/query-text.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { MetricFamily, MetricSample } from '../../src/jobs/metrics.ts';
import type { BilledMonth, SourceStatus } from '../../src/jobs/status.ts';
import { sourceKinds } from '../../src/metrics/source-kinds.ts';
import { type OpenItem, openItemCodes } from '../../src/snapshot/read/open-items.ts';
import { type JobNote, type NotedJob, readJobNotes } from '../../src/warehouse/job-notes.ts';
import { readSettings, type Settings } from '../../src/workspace/settings.ts';
import type { SnapshotEffects } from '../effects/effects.ts';
import { imbillVersion } from '../effects/provenance.ts';
import { readStatus } from './status.ts';

/** Effects of reading metrics. */
export interface MetricEffects extends SnapshotEffects {
  /** Returns milliseconds since the epoch: lag is counted until this day. */
  now(): number;
}

/**
 * Reads the metrics of a workspace for monitoring, always with the same names in the same order. A metric without a
 * value has no sample.
 *
 * @throws {UserError} (exit 3) If imbill.yaml is wrong: its zone decides what today is.
 */
export async function readMetrics(effects: MetricEffects): Promise<MetricFamily[]> {
  const settings = await readSettings(effects.workspace.settings);
  await learnZones([settings.timezone]);
  const status = await readStatus(effects);
  const notes = await readJobNotes(effects.workspace);
  return [
    {
      name: 'imbill_info',
      help: 'Version of imbill that read these numbers.',
      samples: [{ labels: { version: imbillVersion() }, value: '1' }],
    },
    ...metricsOfJobs(notes),
    ...metricsOfSources(status.sources, settings, effects.now()),
    ...(await metricsOfRefusals(effects, settings)),
    {
      name: 'imbill_withdrawn_batches',
      help: 'Batches that were withdrawn and do not count.',
      samples: [{ labels: {}, value: String(status.withdrawn.length) }],
    },
    metricOfOpenItems(status.open_items),
    ...metricsOfMonths(status.months),
  ];
}

/** Counts the open items of each code, also with 0, so that an alert ends when its cause does. */
function metricOfOpenItems(items: readonly OpenItem[]): MetricFamily {
  const counts = new Map<string, number>(openItemCodes.map((code) => [code, 0]));
  for (const { code } of items) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    name: 'imbill_open_items',
    help: 'Things that are outstanding, as imbill status names them; month-outdated is an open correction.',
    samples: [...counts].map(([code, count]) => ({ labels: { code }, value: String(count) })),
  };
}

function metricsOfJobs(notes: ReadonlyMap<NotedJob, JobNote>): MetricFamily[] {
  const family = (
    name: string,
    help: string,
    read: (note: JobNote) => string | undefined,
  ): MetricFamily => ({
    name: `imbill_job_last_${name}`,
    help,
    samples: [...notes].flatMap(([job, note]) => samplesOf({ job }, read(note))),
  });
  return [
    family('end_timestamp_seconds', 'Instant at which a job ended last.', ({ ended_at }) =>
      seconds(ended_at),
    ),
    family(
      'success_timestamp_seconds',
      'Instant at which a job last ended with exit code 0.',
      ({ succeeded_at }) => succeeded_at && seconds(succeeded_at),
    ),
    family('exit_code', 'Exit code with which a job ended last.', ({ exit_code }) =>
      String(exit_code),
    ),
  ];
}

/** Describes the configured sources, also those of which nothing was loaded, and those that were loaded before. */
function metricsOfSources(
  loaded: readonly SourceStatus[],
  { sources, timezone }: Settings,
  now: number,
): MetricFamily[] {
  const configured = new Set<string>(sources.map(({ kind }) => kind));
  const bySource = new Map(loaded.map((row) => [row.source, row]));
  const shown = sourceKinds.filter((kind) => configured.has(kind) || bySource.has(kind));
  const family = (
    name: string,
    help: string,
    read: (row: SourceStatus | undefined) => string | null | undefined,
  ): MetricFamily => ({
    name: `imbill_source_${name}`,
    help,
    samples: shown.flatMap((source) => samplesOf({ source }, read(bySource.get(source)))),
  });
  const today = billingDayOf(now, timezone);
  return [
    family('files', 'Loaded files that count.', (row) => String(row?.files ?? 0)),
    family('accepted_lines', 'Lines of these files that were accepted.', (row) =>
      String(row?.accepted ?? 0),
    ),
    family(
      'last_day_timestamp_seconds',
      'Beginning of the last billing day with rows.',
      (row) => row?.last_day && seconds(dayStart(row.last_day, timezone)),
    ),
    family(
      'lag_days',
      'Billing days from the last one with rows until today; 0 where today has rows.',
      (row) => row?.last_day && String(daysBetween(row.last_day, today)),
    ),
  ];
}

async function metricsOfRefusals(
  { snapshot }: SnapshotEffects,
  { sources }: Settings,
): Promise<MetricFamily[]> {
  const rows = await snapshot.rows<{ source: string; rejected: bigint; refused: bigint }>(
    queryText('snapshot/refusals_of_sources'),
  );
  const bySource = new Map(rows.map((row) => [row.source, row]));
  const configured = new Set<string>(sources.map(({ kind }) => kind));
  const shown = sourceKinds.filter((kind) => configured.has(kind) || bySource.has(kind));
  const family = (name: string, help: string, key: 'rejected' | 'refused'): MetricFamily => ({
    name,
    help,
    samples: shown.map((source) => ({
      labels: { source },
      value: String(bySource.get(source)?.[key] ?? 0n),
    })),
  });
  return [
    family(
      'imbill_source_rejected_lines',
      'Rejected lines of loaded and of refused files.',
      'rejected',
    ),
    family('imbill_source_refused_files', 'Files that were refused as a whole.', 'refused'),
  ];
}

function metricsOfMonths(months: readonly BilledMonth[]): MetricFamily[] {
  const samples = (key: 'invoices' | 'total'): MetricSample[] =>
    months.map(({ month, currency, ...row }) => ({
      labels: { month, currency },
      value: String(row[key]),
    }));
  return [
    {
      name: 'imbill_documents',
      help: 'Issued documents of a billing month: invoices, credit and debit notes.',
      samples: samples('invoices'),
    },
    {
      name: 'imbill_documents_amount',
      help: 'Total of these documents, in the unit of the currency.',
      samples: samples('total'),
    },
  ];
}

function samplesOf(
  labels: MetricSample['labels'],
  value: string | null | undefined,
): MetricSample[] {
  return value === undefined || value === null ? [] : [{ labels, value }];
}

/** Renders an instant as whole seconds since the epoch. */
function seconds(instant: string): string {
  return String(Math.floor(Date.parse(instant) / 1000));
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
