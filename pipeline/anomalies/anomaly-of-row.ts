import { describeRow } from '../../src/anomalies/describe-row.ts';
import type { AnomalyKind } from '../../src/anomalies/kind.ts';
import type { Month } from '../../src/calendar/month.ts';
import type { Anomaly } from '../../src/jobs/anomalies.ts';
import { trimZeros } from '../../src/money/trim-zeros.ts';
import { compareText } from '../../src/rating/compare-text.ts';

/** A row that a file of anomalies gives: values as text. */
export type FoundRow = Readonly<Record<string, string | null>>;

/**
 * Turns a row into an anomaly.
 *
 * @throws {RangeError} If a value is not what its column must hold, with the column and the value.
 */
export function anomalyOfRow(kind: AnomalyKind, month: Month, row: FoundRow): Anomaly {
  const day = optional(row, 'usage_date');
  const hour = optional(row, 'hour');
  const appId = optional(row, 'app_id');
  const source = optional(row, 'source') ?? kind.source;
  const metric = optional(row, 'metric') ?? kind.metric;
  const subject = optional(row, 'subject') ?? appId;
  if (subject === undefined) throw new RangeError('subject is null, and there is no app_id');
  if (day !== undefined && !(isDay(day) && day.startsWith(`${month}-`)))
    throw new RangeError(`usage_date is ${day}, not a day of ${month}`);
  if (hour !== undefined && !/^(1?\d|2[0-3])$/.test(hour))
    throw new RangeError(`hour is ${hour}, not a whole number from 0 to 23`);
  return {
    code: kind.code,
    month,
    day: day ?? null,
    hour: hour === undefined ? null : Number(hour),
    ...(source === undefined ? {} : { source }),
    ...(metric === undefined ? {} : { metric }),
    ...(appId === undefined ? {} : { app_id: appId }),
    subject,
    value: numberOf(row, 'value'),
    expected: numberOf(row, 'expected'),
    message: describeRow(kind.message, { ...row, day: day ?? null, month, subject }),
  };
}

function optional(row: FoundRow, name: string): string | undefined {
  return row[name] ?? undefined;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Returns an exact number that fits the table `anomalies`. */
function numberOf(row: FoundRow, name: string): string {
  const text = row[name] ?? 'null';
  if (!/^-?\d{1,29}(\.\d{1,9}0*)?$/.test(text))
    throw new RangeError(
      `${name} is ${text}, not a number of at most 29 digits and 9 decimals; use cast(… as decimal(38, 9))`,
    );
  return trimZeros(text);
}

/** Compares anomalies by kind, day, app, subject and hour. */
export function compareAnomalies(a: Anomaly, b: Anomaly): number {
  return (
    compareText(a.code, b.code) ||
    compareText(a.day ?? '', b.day ?? '') ||
    compareText(a.app_id ?? '', b.app_id ?? '') ||
    compareText(a.subject, b.subject) ||
    (a.hour ?? -1) - (b.hour ?? -1) ||
    compareText(a.message, b.message)
  );
}
