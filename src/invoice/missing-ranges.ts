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
  const counted = expected === '1 file' ? 'no file' : `${found} of ${expected}`;
  const what = path === undefined ? 'no rows' : counted;
  const where = path === undefined ? '' : ` in ${path}`;
  return `${who}: ${what} ${periodText(first, last, range.length)}${where}.`;
}

function periodText(first: MissingDelivery, last: MissingDelivery, count: number): string {
  if (first.hour === undefined) return `of ${first.day} to ${last.day} (${count} days)`;
  const [from, until] = [first.from!, last.until!].map((instant) => instant.slice(11, 16));
  if (first.day === last.day) return `of ${first.day} from ${from} to ${until} (${count} hours)`;
  return `from ${first.day} ${from} to ${last.until!.slice(0, 10)} ${until} (${count} hours)`;
}
