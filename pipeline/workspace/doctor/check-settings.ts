import { exitCodes, UserError } from '../../../src/base/errors.ts';
import { eastAt, type Zone, zoneHash, zoneOf } from '../../../src/calendar/zone.ts';
import { learnZones } from '../../../src/duckdb/time-zones.ts';
import type { Checkup } from '../../../src/jobs/doctor.ts';
import { readBillingTerms } from '../../../src/ledger/billing-terms.ts';
import { countOf } from '../../../src/money/count-of.ts';
import { readPayments } from '../../../src/workspace/payments.ts';
import type { Settings } from '../../../src/workspace/settings.ts';
import { type Examined, ok, warning } from './checkup.ts';

/** Describes the settings that were read. */
export function describeSettings({ sources, timezone, priceList }: Settings): Checkup {
  const kinds = [...new Set(sources.map(({ kind }) => kind))];
  if (kinds.length === 0)
    return warning(
      'settings',
      'imbill.yaml names no sources, so nothing is loaded',
      'Name the log files under sources: (docs/logs.md).',
    );
  return ok('settings', `imbill.yaml: ${kinds.join(', ')}; ${timezone}; price list ${priceList}`);
}

/** Checks accounts, price books and contracts as a run does, and the rows of payments.csv without the ledger. */
export async function checkAccounts({ workspace, settings }: Examined): Promise<Checkup> {
  const { accounts, books } = await readBillingTerms(workspace, settings!);
  const { customers, purchases } = accounts;
  const wrong: string[] = [];
  await readPayments(workspace, settings!.timezone, wrong);
  if (wrong.length > 0) throw new UserError(wrong.join('\n'), exitCodes.badInput);
  const seen = `${countOf(new Set(customers.map(({ customerId }) => customerId)).size, 'customer')}, ${countOf(purchases.length, 'purchase')}, ${countOf(books.length, 'price book')}`;
  if (customers.length > 0) return ok('accounts', seen);
  return warning(
    'accounts',
    `${seen}: nobody can be billed`,
    'Name the customers and their apps in accounts/customers.csv.',
  );
}

/** Days ahead for which two sets of time zone data are compared. */
const comparedDays = 400;

/**
 * Checks the time zone that cuts billing days. DuckDB's data decides; those of Node.js, which are updated more
 * often, tell if it is out of date.
 */
export async function checkZone({ settings, machine }: Examined): Promise<Checkup> {
  const { timezone } = settings!;
  await learnZones([timezone]);
  const zone = zoneOf(timezone);
  const today = Math.floor(machine.now() / 1000);
  const next = zone.changes.find(({ at }) => at > today);
  const change =
    next === undefined || next.at > today + comparedDays * 86_400
      ? 'no clock change ahead'
      : `next clock change ${new Date(next.at * 1000).toISOString().slice(0, 10)}`;
  const seen = `${timezone}, ${offsetText(eastAt(zone, today))} now, ${change}; rules ${zoneHash(zone).slice(0, 12)}`;
  const other = firstDifference(zone, today);
  if (other === undefined) return ok('zone', seen);
  return warning(
    'zone',
    `${seen}; the data of Node.js (${machine.zoneDataVersion}) differ from ${other} on`,
    'Update imbill, and with it DuckDB: a government changed its clocks, or update Node.js.',
  );
}

/** Returns the first day on which the offset of Node.js differs from DuckDB's. */
function firstDifference(zone: Zone, from: number): string | undefined {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone.name,
    timeZoneName: 'longOffset',
  });
  for (let day = 0; day < comparedDays; day++) {
    const at = from + day * 86_400;
    const parts = format.formatToParts(at * 1000);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value;
    if (name !== `GMT${offsetText(eastAt(zone, at), '')}`)
      return new Date(at * 1000).toISOString().slice(0, 10);
  }
  return undefined;
}

/** Renders an offset such as `+08:00`. */
function offsetText(east: number, ofUtc = '+00:00'): string {
  if (east === 0) return ofUtc;
  const [hours, minutes, seconds] = [
    Math.abs(east) / 3600,
    (Math.abs(east) / 60) % 60,
    Math.abs(east) % 60,
  ].map((part) => String(Math.floor(part)).padStart(2, '0'));
  return `${east < 0 ? '-' : '+'}${hours}:${minutes}${seconds === '00' ? '' : `:${seconds}`}`;
}
