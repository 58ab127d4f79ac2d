const millisecondsOfDay = 86_400_000;

/** Days that DuckDB uses for infinity; timestamps have their own. */
const infiniteDays = 2_147_483_647;
const infiniteTicks = 9_223_372_036_854_775_807n;

/**
 * Writes a date.
 *
 * @param days Days since 1970-01-01.
 * @returns `2026-09-18`; years before 1 and after 9999 like ISO 8601.
 */
export function dayText(days: number): string {
  if (days === infiniteDays) return 'infinity';
  if (days === -infiniteDays) return '-infinity';
  // Moved by whole cycles of 400 years (146,097 days) into the range of a JavaScript date.
  const cycles = Math.floor(days / 146_097);
  const date = new Date((days - cycles * 146_097) * millisecondsOfDay);
  const year = date.getUTCFullYear() + cycles * 400;
  return `${yearText(year)}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/**
 * Writes an instant, or a date and time without a zone, with the decimals that it needs.
 *
 * @param ticks Ticks since 1970-01-01 00:00:00, of an instant in UTC.
 * @param zone `Z` for an instant, or nothing.
 */
export function momentText(ticks: bigint, ticksOfSecond: bigint, zone: 'Z' | ''): string {
  if (ticks === infiniteTicks) return 'infinity';
  if (ticks === -infiniteTicks) return '-infinity';
  const ticksOfDay = ticksOfSecond * 86_400n;
  const ofDay = ((ticks % ticksOfDay) + ticksOfDay) % ticksOfDay;
  return `${dayText(Number((ticks - ofDay) / ticksOfDay))}T${timeText(ofDay, ticksOfSecond)}${zone}`;
}

/** Writes a time of day: `23:59:59.999`. 24:00:00 is a time of its own. */
export function timeText(ticks: bigint, ticksOfSecond: bigint): string {
  const seconds = Number(ticks / ticksOfSecond);
  const decimals = String(ticksOfSecond).length - 1;
  const part = String(ticks % ticksOfSecond).padStart(decimals, '0');
  const fraction = part.replace(/0+$/, '');
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return clock.map(two).join(':') + (decimals > 0 && fraction !== '' ? `.${fraction}` : '');
}

/**
 * Writes an offset.
 *
 * @param seconds Seconds east of UTC.
 */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map(two);
  return (seconds < 0 ? '-' : '+') + parts.slice(0, size % 60 === 0 ? 2 : 3).join(':');
}

/** Writes an ISO 8601 duration: `P1Y2M3DT4H5M6.5S`. Months, days and times stay apart. */
export function durationText(months: number, days: number, micros: bigint): string {
  const date = [
    [Math.trunc(months / 12), 'Y'],
    [months % 12, 'M'],
    [days, 'D'],
  ] as const;
  const size = micros < 0n ? -micros : micros;
  const sign = micros < 0n ? '-' : '';
  const seconds = size / 1_000_000n;
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const second = `${seconds % 60n}${fraction === '' ? '' : `.${fraction}`}`;
  const time = [
    [String(seconds / 3600n), 'H'],
    [String((seconds / 60n) % 60n), 'M'],
    [second, 'S'],
  ] as const;
  const dateText = date.map(([value, unit]) => (value === 0 ? '' : `${value}${unit}`)).join('');
  const clock = time
    .map(([value, unit]) => (value === '0' ? '' : `${sign}${value}${unit}`))
    .join('');
  if (dateText === '' && clock === '') return 'PT0S';
  return `P${dateText}${clock === '' ? '' : `T${clock}`}`;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0');
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
