import { addDays } from '../../../src/calendar/billing-day.ts';
import { firstDay, lastDay } from '../../../src/calendar/month.ts';
import type { CountedMonth } from './clean-month.ts';

/** A row that a kind should give: what identifies it, and its numbers. */
export interface ExpectedAnomaly {
  code: string;
  day: string | null;
  hour: number | null;
  subject: string;
  value: number;
  expected: number;
}

/**
 * Finds anomalies of daily and hourly values slowly, with loops in place of SQL, in a zone without changes of the clocks.
 * All days of the month are over.
 */
export function oracleOf(counted: CountedMonth): ExpectedAnomaly[] {
  return [
    ...dropsAndSpikes(counted),
    ...doubled(counted),
    ...emptyHours(counted),
    ...emptySlots(counted),
    ...silence(counted),
    ...fallenGroups(counted),
    ...manyRejects(counted),
    ...changedBills(counted),
  ];
}

interface DayValue {
  day: string;
  value: number;
}

const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const lowerMedian = (values: readonly number[]) =>
  ascending(values)[Math.ceil(values.length / 2) - 1]!;
const upperMedian = (values: readonly number[]) =>
  ascending(values)[Math.floor(values.length / 2)]!;
/** Returns the value that so many percent of the values do not exceed. */
const percentile = (values: readonly number[], percent: number) =>
  ascending(values)[Math.ceil((values.length * percent) / 100) - 1];
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();
const distinct = <T>(values: readonly T[]) => [...new Set(values)];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Returns an app's users on all days on which any app has logins, from its first day on. */
function userDays(counted: CountedMonth, appId: string): DayValue[] {
  const own = counted.logins.filter((row) => row.appId === appId);
  const first = ascendingText(own.map(({ day }) => day))[0]!;
  return knownDays(counted.logins, counted, appId)
    .filter((day) => day >= first)
    .map((day) => ({ day, value: own.find((row) => row.day === day)?.users ?? 0 }));
}

function knownDays(
  rows: readonly { day: string }[],
  { endedApps }: CountedMonth,
  appId: string,
): string[] {
  const end = endedApps.get(appId) ?? '9999-12-31';
  return ascendingText(distinct(rows.map(({ day }) => day))).filter((day) => day < end);
}

function ascendingText(texts: readonly string[]): string[] {
  return texts.toSorted();
}

function dropsAndSpikes(counted: CountedMonth): ExpectedAnomaly[] {
  return distinct(counted.logins.map(({ appId }) => appId)).flatMap((appId) => {
    const days = userDays(counted, appId);
    const compared = (middle: (values: readonly number[]) => number) =>
      days.flatMap(({ day, value }) => {
        const others = days.filter(
          (other) => other.day !== day && weekday(other.day) === weekday(day),
        );
        const earlier = others.filter((other) => other.day < day);
        if (others.length < 3) return [];
        const usual =
          earlier.length >= 3
            ? lowerMedian(earlier.map((other) => other.value))
            : middle(others.map((other) => other.value));
        return [{ day, value, usual, lastWeek: earlier.at(-1)?.value ?? 0 }];
      });
    const falls = compared(upperMedian).map((one) => ({
      ...one,
      share: one.usual > one.value ? Math.floor(((one.usual - one.value) * 1000) / one.usual) : 0,
    }));
    const rises = compared(lowerMedian).map((one) => ({
      ...one,
      share: one.value > one.usual ? Math.floor(((one.value - one.usual) * 1000) / one.value) : 0,
    }));
    const firstFall = falls.find(({ share }) => share < 400)?.day ?? '9999';
    const firstRise = rises.find(({ value, usual }) => value * 100 < usual * 180)?.day ?? '9999';
    const ownFalls = falls.filter(({ usual }) => usual >= 20).map(({ share }) => share);
    const ownRises = rises.filter(({ value }) => value >= 20).map(({ share }) => share);
    const drops = falls.filter(
      ({ day, value, usual, share }) =>
        day > firstFall &&
        usual >= 20 &&
        share >= 400 &&
        (usual - value) ** 2 >= 25 * usual &&
        (share >= 5 * percentile(ownFalls, 80)! ||
          (share >= 750 && percentile(ownFalls, 95)! <= 500) ||
          (share >= 900 && percentile(ownFalls, 95)! <= 600)),
    );
    const spikes = rises.filter(
      ({ day, value, usual, share, lastWeek }) =>
        day > firstRise &&
        usual > 0 &&
        value * 100 >= lastWeek * 180 &&
        value - usual >= 20 &&
        value * 100 >= usual * 180 &&
        (value - usual) ** 2 >= 49 * usual &&
        (share >= 5 * percentile(ownRises, 80)! ||
          (share >= 750 && percentile(ownRises, 95)! <= 600)),
    );
    const row = (code: string) => (one: { day: string; value: number; usual: number }) => ({
      ...{ code, day: one.day, hour: null, subject: appId },
      ...{ value: one.value, expected: one.usual },
    });
    return [...drops.map(row('dau-drop')), ...spikes.map(row('dau-spike'))].filter(({ day }) =>
      isOfMonth(day, counted),
    );
  });
}

function isOfMonth(day: string, { month }: CountedMonth): boolean {
  return day.startsWith(`${month}-`);
}

function doubled(counted: CountedMonth): ExpectedAnomaly[] {
  return distinct(counted.logins.map(({ appId }) => appId)).flatMap((appId) => {
    const days = userDays(counted, appId);
    return days.flatMap(({ day, value }) => {
      const before = days
        .filter((other) => other.day < day && other.day >= addDays(day, -14))
        .map((other) => other.value);
      if (!isOfMonth(day, counted) || before.length < 14) return [];
      const most = Math.max(...before);
      const isSteady = most * 100 <= lowerMedian(before) * 130;
      const isTwice = value * 100 >= most * 190 && value - most >= 20;
      if (!isSteady || !isTwice || (value - most) ** 2 < 49 * most) return [];
      return [{ code: 'users-doubled', day, hour: null, subject: appId, value, expected: most }];
    });
  });
}

/** Rows of days that say something about an hour: not a launch day, nor the last of an app that stopped. */
function wholeDays<Row extends { day: string }>(
  own: readonly Row[],
  all: readonly { day: string }[],
  { month }: CountedMonth,
): Row[] {
  const days = ascendingText(own.map(({ day }) => day));
  const firstOfAll = ascendingText(all.map(({ day }) => day))[0];
  return own.filter(
    ({ day }) =>
      (day > days[0]! || days[0] === firstOfAll) && (day < days.at(-1)! || day === lastDay(month)),
  );
}

interface HourFound {
  hour: number;
  value: number;
  usual: number;
}

/** Joins hours that follow each other. */
function joined(hours: readonly HourFound[]): HourFound[] {
  const runs: (HourFound & { last: number })[] = [];
  for (const one of hours) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === one.hour - 1) {
      run.last = one.hour;
      run.value += one.value;
      run.usual += one.usual;
    } else runs.push({ ...one, last: one.hour });
  }
  return runs;
}

function emptyHours(counted: CountedMonth): ExpectedAnomaly[] {
  return distinct(counted.logins.map(({ appId }) => appId)).flatMap((appId) => {
    const own = counted.logins.filter((row) => row.appId === appId && sum(row.hours) > 0);
    const days = wholeDays(own, counted.logins, counted);
    return days.flatMap(({ day, hours }) => {
      if (!isOfMonth(day, counted)) return [];
      const others = days.filter(
        (other) => other.day !== day && weekday(other.day) === weekday(day),
      );
      if (others.length < 3) return [];
      const judged = hours.map((value, hour) => {
        const same = others.map((other) => other.hours[hour]!);
        const usual = lowerMedian(same);
        const few = same.filter((other) => other * 2 < usual).length;
        const isEmpty = value * 100 <= usual * 2 && usual >= 3 && few * 4 <= same.length;
        return { hour, value, usual, isEmpty };
      });
      const rest = judged.filter(({ isEmpty }) => !isEmpty);
      const restValue = sum(rest.map(({ value }) => value));
      if (restValue === 0 || restValue * 4 < sum(rest.map(({ usual }) => usual))) return [];
      return joined(judged.filter(({ isEmpty }) => isEmpty))
        .filter(({ usual }) => usual >= 30)
        .map(({ hour, value, usual }) => ({
          ...{ code: 'hours-without-logins', day, hour, subject: appId, value, expected: usual },
        }));
    });
  });
}

/** Returns the slots with bandwidth of any node of an app, by day: those of the node with the most. */
function slotDays(counted: CountedMonth, appId: string): { day: string; hours: number[] }[] {
  const own = counted.nodes.filter((row) => row.appId === appId);
  return ascendingText(distinct(own.map(({ day }) => day))).map((day) => ({
    day,
    hours: Array.from({ length: 24 }, (_, hour) =>
      Math.max(...own.filter((row) => row.day === day).map((row) => row.hours[hour]!)),
    ),
  }));
}

function emptySlots(counted: CountedMonth): ExpectedAnomaly[] {
  return distinct(counted.nodes.map(({ appId }) => appId)).flatMap((appId) => {
    const days = wholeDays(slotDays(counted, appId), counted.nodes, counted);
    return days.flatMap(({ day, hours }) => {
      const others = days.filter((other) => other.day !== day);
      if (!isOfMonth(day, counted) || others.length < 14) return [];
      const judged = hours.map((value, hour) => {
        const same = others.map((other) => other.hours[hour]!);
        const isFull = same.filter((other) => other < 12).length * 40 <= same.length;
        const isDense = same.length >= 27 && same.every((other) => other >= 9);
        const usual = isFull ? 12 : Math.floor(sum(same) / same.length);
        const isEmpty = (isFull && value <= 6) || (isDense && value === 0);
        return { hour, value, usual, isEmpty };
      });
      const rest = judged.filter(({ isEmpty }) => !isEmpty);
      const restValue = sum(rest.map(({ value, usual }) => Math.min(value, usual)));
      if (restValue === 0 || restValue * 10 < sum(rest.map(({ usual }) => usual)) * 9) return [];
      return joined(judged.filter(({ isEmpty }) => isEmpty)).map(({ hour, value, usual }) => ({
        ...{ code: 'slots-without-bandwidth', day, hour, subject: appId, value, expected: usual },
      }));
    });
  });
}

interface SilentRun {
  day: string;
  days: number;
  longestOther: number;
  activeDays: number;
  usual: number;
  /** Days of the run with usage by the median of their weekday in other weeks. */
  expectedDays: number;
  /** Sum of these medians. */
  expectedQuantity: number;
  /** Fewest slots of another day, in percent of 288. */
  leastPercent: number;
}

function silentRuns(days: readonly DayValue[], counted: CountedMonth): SilentRun[] {
  const begins = days.findIndex(({ value }) => value > 0);
  const lived = begins < 0 ? [] : days.slice(begins);
  const runs: DayValue[][] = [];
  lived.forEach((one, index) => {
    if (one.value > 0) return;
    if (lived[index - 1]?.value === 0) runs.at(-1)!.push(one);
    else runs.push([one]);
  });
  return runs
    .filter(([first]) => isOfMonth(first!.day, counted))
    .map((run) => {
      const outside = lived.filter((one) => !run.includes(one));
      const others = outside.map(({ value }) => value);
      const usualOn = (day: string) => {
        const same = outside.filter((one) => weekday(one.day) === weekday(day));
        return same.length === 0 ? 0 : lowerMedian(same.map(({ value }) => value));
      };
      return {
        day: run[0]!.day,
        days: run.length,
        longestOther: Math.max(
          0,
          ...runs.filter((other) => other !== run).map((other) => other.length),
        ),
        activeDays: others.filter((value) => value > 0).length,
        usual: lowerMedian(others),
        expectedDays: run.filter(({ day }) => usualOn(day) > 0).length,
        expectedQuantity: sum(run.map(({ day }) => usualOn(day))),
        leastPercent: Math.floor((Math.min(...others) * 100) / 288),
      };
    })
    .filter(({ activeDays }) => activeDays >= 10);
}

function silence(counted: CountedMonth): ExpectedAnomaly[] {
  const isUsersSilent = (least: number) => (run: SilentRun) =>
    run.days >= Math.max(least, 1 + 3 * run.longestOther) &&
    run.expectedDays >= least &&
    run.expectedQuantity >= 30;
  const isSlotsSilent = (run: SilentRun) =>
    (run.leastPercent >= 90 && run.days * run.activeDays >= 56) ||
    (run.activeDays >= 14 && run.usual > 0 && run.days >= Math.max(10, 4 + 6 * run.longestOther));
  const row = (code: string, subject: string) => (run: SilentRun) => ({
    ...{ code, day: run.day, hour: null, subject, value: 0, expected: run.usual },
  });
  const apps = distinct([...counted.logins, ...counted.nodes].map(({ appId }) => appId));
  const ofApps = apps.flatMap((appId) => {
    const nodes = counted.nodes.filter((one) => one.appId === appId);
    const slots = slotDays(counted, appId);
    const seriesOf = (own: readonly { day: string; hours: readonly number[] }[]) =>
      knownDays(counted.nodes, counted, appId).map((day) => ({
        day,
        value: sum(own.find((one) => one.day === day)?.hours ?? []),
      }));
    const users = counted.logins.some((one) => one.appId === appId) ? userDays(counted, appId) : [];
    return [
      ...silentRuns(users, counted).filter(isUsersSilent(2)).map(row('app-silent', appId)),
      ...silentRuns(seriesOf(slots), counted).filter(isSlotsSilent).map(row('app-silent', appId)),
      ...distinct(nodes.map(({ node }) => node)).flatMap((node) =>
        silentRuns(seriesOf(nodes.filter((one) => one.node === node)), counted)
          .filter(isSlotsSilent)
          .map(row('node-silent', node)),
      ),
    ];
  });
  /** Adds up what the apps that had users before a run have on its weekdays. */
  const usersExpected = (run: SilentRun, live: readonly string[]) =>
    sum(
      live.flatMap((appId) => {
        const own = userDays(counted, appId);
        if (own[0]!.day >= run.day) return [];
        return Array.from({ length: run.days }, (_, index) => {
          const same = own.filter((one) => weekday(one.day) === weekday(addDays(run.day, index)));
          return same.length === 0 ? 0 : lowerMedian(same.map(({ value }) => value));
        });
      }),
    );
  const ofSource = (
    source: string,
    rows: readonly { appId: string; day: string }[],
    valueOn: (day: string, appIds: readonly string[]) => number,
  ) => {
    const live = distinct(rows.map(({ appId }) => appId)).filter(
      (appId) => !counted.endedApps.has(appId),
    );
    const known = distinct(rows.map(({ day }) => day));
    const isSilent = (run: SilentRun) =>
      source === 'logins'
        ? run.days >= 1 + 3 * run.longestOther && usersExpected(run, live) >= 30
        : isSlotsSilent(run);
    // Days on which only apps have data whose plan has ended say nothing.
    const series = ascendingText(distinct([...known, ...monthDays(counted)]))
      .map((day) => ({ day, value: valueOn(day, live) }))
      .filter(({ day, value }) => value > 0 || !known.includes(day));
    return silentRuns(series, counted).filter(isSilent).map(row('source-silent', source));
  };
  return [
    ...ofApps,
    ...ofSource('logins', counted.logins, (day, appIds) =>
      sum(
        counted.logins
          .filter((one) => one.day === day && appIds.includes(one.appId))
          .map(({ users }) => users),
      ),
    ),
    ...ofSource('bandwidth', counted.nodes, (day, appIds) =>
      sum(
        appIds.flatMap(
          (appId) => slotDays(counted, appId).find((one) => one.day === day)?.hours ?? [],
        ),
      ),
    ),
  ];
}

function monthDays({ month }: CountedMonth): string[] {
  const length = Number(lastDay(month).slice(8));
  return Array.from({ length }, (_, index) => addDays(firstDay(month), index));
}

function fallenGroups(counted: CountedMonth): ExpectedAnomaly[] {
  return counted.groups.flatMap(({ appId, day, groups, dismissed }) => {
    const before = counted.groups.find(
      (other) => other.appId === appId && other.day === addDays(day, -1),
    );
    const end = counted.endedApps.get(appId) ?? '9999';
    if (before === undefined || !isOfMonth(day, counted) || day >= end) return [];
    const expected = Math.max(0, before.groups - (dismissed ?? 0));
    if (expected - groups < 10 || (expected - groups) * 100 < before.groups * 10) return [];
    return [{ code: 'groups-fall', day, hour: null, subject: appId, value: groups, expected }];
  });
}

function manyRejects({ rejects }: CountedMonth): ExpectedAnomaly[] {
  return rejects
    .filter(({ rejected, lines }) => rejected >= 10 && rejected * 100 > lines)
    .map(({ reason, rejected, lines }) => ({
      ...{ code: 'many-rejects', day: null, hour: null, subject: `time ${reason}` },
      ...{ value: rejected, expected: Math.floor(lines / 100) },
    }));
}

function changedBills({ bills }: CountedMonth): ExpectedAnomaly[] {
  return bills
    .map(({ customerId, total, totalBefore }) => ({
      ...{ code: 'bill-change', day: null, hour: null, subject: customerId },
      ...{ value: Number(total), expected: Number(totalBefore) },
    }))
    .filter(
      ({ value, expected }) =>
        Math.abs(value - expected) >= 1000 &&
        Math.abs(value - expected) >= Math.min(value, expected),
    );
}
