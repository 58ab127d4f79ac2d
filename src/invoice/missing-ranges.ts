import type { MissingDelivery } from './missing-delivery.ts';

/**
 * Describes missing deliveries, each in a sentence. Hours or days in a row become one.
 *
 * @param deliveries In the order of their periods.
 */
export function describeMissing(deliveries: readonly MissingDelivery[]): string[] {
  const ranges: MissingDelivery[][] = [];
  for (const delivery of deliveries) {
    const last = ranges.at(-1);
    if (last !== undefined && isNext(last.at(-1)!, delivery)) last.push(delivery);
    else ranges.push([delivery]);
  }
  return ranges.map((range) => (range.length === 1 ? range[0]!.message : rangeText(range)));
}

/** Tells whether a delivery continues the one before: the same is missing, right after it. */
function isNext(before: MissingDelivery, next: MissingDelivery): boolean {
  if (before.state !== 'missing' || next.state !== 'missing') return false;
  if (before.until === undefined || next.from === undefined) return false;
  const keys = ['source', 'entry', 'app_id', 'path', 'found', 'expected'] as const;
  return (
    keys.every((key) => before[key] === next[key]) &&
    Date.parse(before.until) === Date.parse(next.from)
  );
}

function rangeText(range: readonly MissingDelivery[]): string {
  const [first, last] = [range[0]!, range.at(-1)!];
  const { source, app_id, path, found, expected } = first;
  const who = app_id === undefined ? source : `${source}, app ${app_id}`;
  const counted = expected === '1 file' ? 'no file' : `${found.split(' ')[0]} of ${expected}`;
  const what = path === undefined ? 'no rows' : counted;
  const where = path === undefined ? '' : ` in ${path}`;
  return `${who}: ${what} ${periodText(first, last, range.length)}${where}.`;
}

/** Fields of a delivery that say when it should have come. */
type Placed = Pick<MissingDelivery, 'day' | 'hour' | 'from' | 'until'>;

/** Describes a period, or several in a row: `of 2026-09-05 from 03:00 to 05:00 (2 hours)`. */
export function periodText(first: Placed, last: Placed = first, count = 1): string {
  const size = count === 1 ? '' : ` (${count} ${first.hour === undefined ? 'days' : 'hours'})`;
  if (first.hour === undefined)
    return `of ${first.day}${first.day === last.day ? '' : ` to ${last.day}`}${size}`;
  const from = first.from!.slice(11, 16);
  const end = last.until!.slice(11, 16);
  // The end of a day is its last hour's, not the first of the next.
  const until = end === '00:00' ? '24:00' : end;
  if (first.day === last.day) return `of ${first.day} from ${from} to ${until}${size}`;
  return `from ${first.day} ${from} to ${last.day} ${until}${size}`;
}
