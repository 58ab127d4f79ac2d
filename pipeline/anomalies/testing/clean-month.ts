import { addDays } from '../../../src/calendar/billing-day.ts';
import { daysOfMonth, firstDay, lastDay, type Month } from '../../../src/calendar/month.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Logins of an app on a day: distinct users, and login lines by hour. */
export interface LoginDay {
  appId: string;
  day: string;
  users: number;
  /** Empty = no counts by hour are kept. */
  hours: number[];
}

/** Bandwidth of an app's node on a day: slots with it by hour, of twelve each. */
export interface NodeDay {
  appId: string;
  node: string;
  day: string;
  hours: number[];
}

export interface GroupDay {
  appId: string;
  day: string;
  groups: number;
  /** Dismissals of the day; null if only daily values are delivered. */
  dismissed: number | null;
}

/** What anomalies are found in, as a workspace would have counted it. */
export interface CountedMonth {
  month: Month;
  logins: LoginDay[];
  nodes: NodeDay[];
  groups: GroupDay[];
  bills: { customerId: string; total: string; totalBefore: string }[];
  rejects: { source: string; reason: string; rejected: number; lines: number }[];
  endedApps: Map<string, string>;
}

/** Hours that days of the zone lack or have twice, by day. */
export type HourChanges = ReadonlyMap<string, { hour: number; times: number }>;

/** Shape of an app: what its days have in common. */
interface Shape {
  appId: string;
  days: string[];
  /** First day with usage. */
  from: string;
  /** Day from which its plan is over, if it ends in the month. */
  ends: string | undefined;
  users: number;
  weekend: number;
  /** Change of one week. */
  growth: number;
  /** Days from the launch until the usual number of users. */
  ramp: number;
  noise: number;
  /** Share of each hour of the day's logins. */
  profile: number[];
}

const allHours = Array.from({ length: 24 }, (_, hour) => hour);

/** Generates a clean month of several apps of any shape. */
export function cleanMonth(
  month: Month,
  name: string,
  random: SeededRandom,
  changes: HourChanges = new Map(),
): CountedMonth {
  const counted: CountedMonth = {
    month,
    logins: [],
    nodes: [],
    groups: [],
    bills: [],
    rejects: [],
    endedApps: new Map(),
  };
  const historyWeeks = random.pick([0, 0, 1, 3, 8]);
  const days = [
    ...Array.from({ length: historyWeeks * 7 }, (_, index) =>
      addDays(firstDay(month), index - historyWeeks * 7),
    ),
    ...daysOfMonth(month),
  ];
  const apps = random.pick([1, 1, 2, 4]);
  for (let app = 1; app <= apps; app++) {
    const shape = appShape(`${name}-${app}`, days, random);
    if (shape.ends !== undefined) counted.endedApps.set(shape.appId, shape.ends);
    counted.logins.push(...loginDays(shape, random, changes));
    if (random.share() < 0.6) counted.nodes.push(...nodeDays(shape, random, changes));
    if (random.share() < 0.6) counted.groups.push(...groupDays(shape, random));
  }
  const before = random.whole(0, 2_000_000);
  counted.bills.push({
    customerId: name,
    total: cents(Math.round(before * (0.7 + 0.6 * random.share()))),
    totalBefore: cents(before),
  });
  const lines = random.whole(100, 1_000_000);
  const rejected = Math.floor(lines * 0.009 * random.share());
  counted.rejects.push({ source: 'logins', reason: `no time ${name}`, rejected, lines });
  return counted;
}

function cents(amount: number): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
}

function appShape(appId: string, days: string[], random: SeededRandom): Shape {
  const users = random.pick([
    random.share() * 3,
    random.share() * 20,
    20 + random.share() * 80,
    100 + random.share() * 1900,
    2000 + random.share() * 200_000,
  ]);
  const launch = random.share() < 0.2 ? random.whole(1, days.length - 3) : 0;
  const monthLength = Number(lastDay(days.at(-1)!.slice(0, 7)).slice(8));
  const isEnding = random.share() < 0.1;
  const ends = isEnding
    ? days[days.length - random.whole(1, Math.min(monthLength, days.length - launch) - 1)]
    : undefined;
  return {
    appId,
    days,
    from: days[launch]!,
    ends,
    users,
    weekend: random.pick([1, 1, 0.8, 0.6, 0.4, 0.1, 0, 1.3]),
    growth: random.share() * 0.08 - 0.03,
    ramp: launch === 0 ? 0 : random.whole(0, 14),
    noise: random.share() * 0.12,
    profile: random.pick(profiles)(random),
  };
}

/** Ways in which logins spread over a day. */
const profiles: readonly ((random: SeededRandom) => number[])[] = [
  () => allHours.map(() => 1 / 24),
  () => shares(allHours.map((hour) => 1.1 - Math.cos((2 * Math.PI * (hour - 3)) / 24))),
  () => shares(allHours.map((hour) => Number(hour < 1 || hour >= 7))),
  () => shares(allHours.map((hour) => Number(hour >= 9 && hour < 18))),
  (random) => shares(allHours.map(() => random.share() ** 3)),
];

function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
}

function ownDays({ days, from, ends }: Shape): string[] {
  return days.filter((day) => day >= from && (ends === undefined || day < ends));
}

function loginDays(shape: Shape, random: SeededRandom, changes: HourChanges): LoginDay[] {
  const linesPerUser = 1 + random.share() * 4;
  return ownDays(shape).flatMap((day, index) => {
    const start = Math.min(1, (index + 1) / (shape.ramp + 1));
    const mean =
      shape.users *
      (isWeekend(day) ? shape.weekend : 1) *
      (1 + shape.growth) ** (index / 7) *
      start *
      Math.exp(shape.noise * random.normal());
    const users = random.count(mean);
    if (users === 0) return [];
    const change = changes.get(day);
    const hours = allHours.map((hour) => {
      const times = change?.hour === hour ? change.times : 1;
      const own = shape.profile[hour]! * users * linesPerUser * times;
      return random.count(own * Math.exp(0.2 * random.normal()));
    });
    // A user who logged in has a line.
    if (!hours.some((lines) => lines > 0)) hours[12] = 1;
    return [{ appId: shape.appId, day, users, hours }];
  });
}

/** Ways in which a node has bandwidth: the chance of a slot, by hour. */
const nodeShapes: readonly (readonly number[])[] = [
  ...[1, 1, 0.999, 0.99, 0.97, 0.95, 0.9, 0.75, 0.5, 0.1, 0.01].map((chance) =>
    allHours.map(() => chance),
  ),
  allHours.map((hour) => Number(hour < 1 || hour >= 7)),
  allHours.map((hour) => (hour >= 9 && hour < 18 ? 0.98 : 0.02)),
];

function nodeDays(shape: Shape, random: SeededRandom, changes: HourChanges): NodeDay[] {
  const nodes = random.whole(1, 3);
  return Array.from({ length: nodes }, (_, index) => index).flatMap((index) => {
    const chances = random.pick(nodeShapes);
    // Some nodes work on some days only.
    const dayChance = random.pick([1, 1, 1, 0.5, 0.2]);
    return ownDays(shape).flatMap((day) => {
      if (random.share() >= dayChance) return [];
      const change = changes.get(day);
      const hours = chances.map((chance, hour) => {
        const slots = change?.hour === hour ? 12 * change.times : 12;
        return chance === 1 ? slots : binomial(slots, chance, random);
      });
      return hours.some((slots) => slots > 0)
        ? [{ appId: shape.appId, node: `n${index + 1}`, day, hours }]
        : [];
    });
  });
}

function binomial(times: number, chance: number, random: SeededRandom): number {
  let found = 0;
  for (let time = 0; time < times; time++) if (random.share() < chance) found++;
  return found;
}

function groupDays(shape: Shape, random: SeededRandom): GroupDay[] {
  const isDaily = random.share() < 0.3;
  let groups = random.whole(0, 5000);
  return ownDays(shape).map((day) => {
    const created = random.count(groups * 0.02 + 1);
    const dismissed = Math.min(groups + created, random.count(groups * 0.018));
    groups += created - dismissed;
    return { appId: shape.appId, day, groups, dismissed: isDaily ? null : dismissed };
  });
}

/** Puts several months into one, as the apps of one workspace. */
export function together(months: readonly CountedMonth[]): CountedMonth {
  const [first] = months;
  return {
    month: first!.month,
    logins: months.flatMap(({ logins }) => logins),
    nodes: months.flatMap(({ nodes }) => nodes),
    groups: months.flatMap(({ groups }) => groups),
    bills: months.flatMap(({ bills }) => bills),
    rejects: months.flatMap(({ rejects }) => rejects),
    endedApps: new Map(months.flatMap(({ endedApps }) => [...endedApps])),
  };
}
