import type { Month } from '../../src/calendar/month.ts';
import { clockHour, localTime, type Period } from '../../src/calendar/periods.ts';
import { learnZones } from '../../src/duckdb/time-zones.ts';
import type { SourceSettings } from '../../src/intake/records/source-settings.ts';
import type { MissingDelivery } from '../../src/invoice/missing-delivery.ts';
import { periodText } from '../../src/invoice/missing-ranges.ts';
import type { ExpectedDeliveries, FoundDeliveries } from '../../src/jobs/ready.ts';
import { storeMissingDeliveries } from '../../src/warehouse/missing-deliveries.ts';
import { readAccounts } from '../../src/workspace/accounts.ts';
import { customersOfMonth } from '../../src/workspace/customers-of-month.ts';
import type { Effects } from '../effects/effects.ts';
import { readDeliveredFiles } from './delivered-files.ts';
import { openOwners, readEntryBatches } from './entry-batches.ts';
import { dueAt, type JudgedMonth, judgedMonth } from './expected-periods.ts';
import { judgeFiles, type MissedFiles } from './judge-files.ts';
import { judgeManifests } from './judge-manifests.ts';
import { type ExpectingEntry, judgeRows, type MissedPeriod } from './judge-rows.ts';

/**
 * Finds what must have come for a month by now and did not, or came late: by the rules of imbill.yaml and by the
 * manifests beside the logs. Judges what is loaded, and stores what it finds.
 *
 * @throws {UserError} (exit 3) If a rule is by app and accounts/ is wrong.
 */
export async function findMissing(month: Month, effects: Effects): Promise<FoundDeliveries> {
  const { settings, warehouse } = effects;
  const entries = settings.sources.flatMap((source) =>
    (source.expect ?? []).map((rule) => ({ source, rule })),
  );
  const zones = entries.flatMap(({ rule }) => rule.zone ?? []);
  await learnZones([settings.timezone, ...zones], warehouse);
  const judged = judgedMonth(month, settings.timezone, effects.now());
  const byRule = await judgeRules(entries, judged, effects);
  const { manifests, files, missing } = await judgeManifests(month, effects);
  const all = [...byRule.flatMap(({ found }) => found), ...missing];
  await storeMissingDeliveries(warehouse, month, all);
  return {
    hasBegun: judged.now >= judged.from,
    isOver: judged.now >= judged.until,
    expected: byRule.map(({ expected }) => expected),
    manifests: { manifests, files },
    missing: all.filter(({ state }) => state !== 'late'),
    late: all.filter(({ state }) => state === 'late'),
  };
}

interface JudgedEntry {
  expected: ExpectedDeliveries;
  found: MissingDelivery[];
}

async function judgeRules(
  entries: readonly ExpectingEntry[],
  judged: JudgedMonth,
  effects: Effects,
): Promise<JudgedEntry[]> {
  if (entries.length === 0) return [];
  const { warehouse, settings } = effects;
  const batches = await readEntryBatches(warehouse, settings.sources);
  const isByApp = entries.some(({ rule }) => rule.per === 'app');
  const apps = isByApp ? await appsOfMonth(judged.month, effects) : [];
  const result: JudgedEntry[] = [];
  for (const entry of entries) {
    if (entry.rule.per === 'file') result.push(await judgeFileRule(entry, judged, effects));
    else {
      const { periods, missed } = await judgeRows(entry, judged, { effects, batches, apps });
      const found = missed.map((one) => missedRows(entry, one, judged));
      result.push({ expected: expectedOf(entry, periods), found });
    }
  }
  return result;
}

/** Returns the apps that customers have in a month. */
async function appsOfMonth(month: Month, { workspace, settings }: Effects): Promise<string[]> {
  const accounts = await readAccounts(workspace, settings);
  const apps = customersOfMonth(accounts, month).flatMap((customer) => customer.apps);
  return [...new Set(apps.map(({ appId }) => appId))];
}

async function judgeFileRule(
  entry: ExpectingEntry,
  judged: JudgedMonth,
  { warehouse, workspace, settings }: Effects,
): Promise<JudgedEntry> {
  const { kind } = entry.source;
  const ownerOf = openOwners(settings.sources);
  const all = await readDeliveredFiles(warehouse, kind);
  const delivered = new Map([...all].filter(([path]) => ownerOf(kind, path) === entry.source));
  const { periods, missed, unnamed } = judgeFiles(entry, judged, {
    delivered,
    root: workspace.root,
  });
  const found = missed.map((one) => missedFiles(entry, one, judged, unnamed.includes(one.glob)));
  return { expected: expectedOf(entry, periods), found };
}

function expectedOf(
  { source, rule }: ExpectingEntry,
  periods: readonly Period[],
): ExpectedDeliveries {
  return {
    source: source.kind,
    entry: entryName(source),
    every: rule.every,
    per: rule.per,
    periods: periods.length,
  };
}

function entryName({ files, table }: SourceSettings): string {
  return table ?? files.join(', ');
}

function missedRows(
  { source, rule }: ExpectingEntry,
  { appId, apps, period, arrivedAt }: MissedPeriod,
  { timeZone }: JudgedMonth,
): MissingDelivery {
  const isOneApp = appId !== '' && apps === 1;
  const who = isOneApp ? `${source.kind}, app ${appId}` : source.kind;
  const fields = periodFields({ source, rule }, period, timeZone);
  const when = periodText(fields);
  const base = { ...fields, ...(isOneApp && { app_id: appId }) };
  if (arrivedAt === undefined)
    return {
      ...base,
      ...{ state: 'missing', expected: 'rows', found: 'none' },
      message: `${who}: no rows ${when}.`,
    };
  const what = `${who}: the rows ${when}${apps === 1 ? '' : ` of ${apps} apps`}`;
  return { ...base, ...lateness(what, { arrivedAt, due: dueAt(period, rule)!, timeZone }) };
}

function missedFiles(
  { source, rule }: ExpectingEntry,
  { glob, period, found, copies, arrivedAt }: MissedFiles,
  judged: JudgedMonth,
  isUnnamed: boolean,
): MissingDelivery {
  const timeZone = rule.zone ?? judged.timeZone;
  const fields = periodFields({ source, rule }, period, timeZone);
  const when = periodText(fields);
  const needed = rule.files ?? 1;
  const unnamed = isUnnamed ? ' No file of it states a day in its name.' : '';
  const copied = copies.map(({ path, sameAs }) => ` ${path} only repeats ${sameAs}.`).join('');
  const base = { ...fields, path: glob };
  if (arrivedAt !== undefined) {
    const what = `${source.kind}: the files ${when}`;
    return { ...base, ...lateness(what, { arrivedAt, due: dueAt(period, rule)!, timeZone }) };
  }
  const counted = found === 0 ? 'no file' : `${found} of ${needed} files`;
  return {
    ...base,
    state: 'missing',
    expected: files(needed),
    found: files(found),
    message: `${source.kind}: ${counted} ${when} in ${glob}.${copied}${unnamed}`,
  };
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

function periodFields(
  { source }: ExpectingEntry,
  period: Period,
  timeZone: string,
): Pick<MissingDelivery, 'source' | 'entry' | 'day' | 'hour' | 'from' | 'until'> {
  return {
    source: source.kind,
    entry: entryName(source),
    day: period.day,
    ...(period.index === null ? {} : { hour: clockHour(period, timeZone) }),
    from: localTime(period.from, timeZone),
    until: localTime(period.until, timeZone),
  };
}

function lateness(
  what: string,
  { arrivedAt, due, timeZone }: { arrivedAt: number; due: number; timeZone: string },
): Pick<MissingDelivery, 'state' | 'expected' | 'found' | 'message'> {
  const [expected, found] = [due, arrivedAt].map((seconds) => localTime(seconds, timeZone));
  return {
    state: 'late',
    expected: `by ${expected}`,
    found: `at ${found}`,
    message: `${what} came at ${found}, after ${expected}.`,
  };
}
