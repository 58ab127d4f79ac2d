import { isBillingDay } from '../../calendar/billing-day.ts';

/** A month, day or hour that a path states. */
export interface NamedPeriod {
  /** `YYYY-MM`. */
  month: string;
  /** `YYYY-MM-DD`. */
  day?: string;
  /** Hour of the clock, 0 to 23. */
  hour?: number;
}

/** Folders such as `year=2026/month=09/day=01/hour=03`. */
const partitions =
  /(?:^|\/)(?:year|y)=(20\d\d)\/(?:month|m)=(0?[1-9]|1[0-2])(?:\/(?:day|d)=([12]\d|3[01]|0?[1-9]))?(?=\/)/gi;
/** Days such as 2026-09-01, 20260901, 2026_09_01 and 2026/09/01. */
const days =
  /(?<!\d)(20\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|$|(?:[01]\d|2[0-3])(?:[0-5]\d){0,2}(?:\D|$))/g;
/** Months such as 2026-09 and 202609. */
const months = /(?<!\d)(20\d\d)[-_./]?(0[1-9]|1[0-2])(?!\d)/g;
/** An hour right after a day: `T03`, `-03`, `/03`, `03` or `/hour=03`, perhaps with minutes and seconds. */
const hourAfterDay =
  /^(?:[-_T. ]|\/)?(?:(?:hour|hh|h)=)?([01]\d|2[0-3])(?:[-_:.]?[0-5]\d){0,2}(?=\D|$)/i;
const hourPartition = /(?:^|[/_-])(?:hour|hh|h)=([01]?\d|2[0-3])(?=\D|$)/i;

/**
 * Reads the period that a file's path states, such as `logs/dt=2026-09-01/hour=03/part-0.parquet`. If there are
 * several days, the last one counts.
 *
 * @returns Undefined if the path states no month.
 */
export function namedPeriod(path: string): NamedPeriod | undefined {
  const day = [...daysIn(path)].at(-1);
  if (day === undefined) {
    const month = monthIn(path);
    return month === undefined ? undefined : { month };
  }
  const rest = path.slice(day.end);
  const hour = (hourAfterDay.exec(rest) ?? hourPartition.exec(rest))?.[1];
  return {
    month: day.day.slice(0, 7),
    day: day.day,
    ...(hour === undefined ? {} : { hour: Number(hour) }),
  };
}

function* daysIn(path: string): Generator<{ day: string; end: number }> {
  for (const match of [...path.matchAll(partitions), ...path.matchAll(days)]) {
    const isPartition = match[0].includes('=');
    const [year, month, date] = isPartition
      ? [match[1], match[2], match[3]]
      : [match[1], match[3], match[4]];
    if (date === undefined) continue;
    const day = `${year}-${month!.padStart(2, '0')}-${date.padStart(2, '0')}`;
    if (isBillingDay(day)) yield { day, end: match.index + match[0].length };
  }
}

function monthIn(path: string): string | undefined {
  const match = [...path.matchAll(partitions), ...path.matchAll(months)].at(-1);
  return match && `${match[1]}-${match[2]!.padStart(2, '0')}`;
}
