import { mixed } from './mixing.ts';
import { utcDayStartMs } from './month-days.ts';

/** Daily users of one app: `peakUsers` on `peakDay`, on all other days fewer. */
export interface StoryUsers {
  appId: string;
  peakDay: number;
  peakUsers: number;
  /** Users of a working day at the beginning of the month. */
  levelUsers: number;
  /** Percent by which `levelUsers` grows until the 31st. */
  growthPercent: number;
  /** Saturdays and Sundays in percent of working days. */
  weekendPercent: number;
  /** The peak is a launch: it begins two days before and fades for days. */
  isLaunch?: boolean;
  /** A day without a single line. */
  dayWithoutData?: number;
}

/** Percent of a launch's users on the days before it, the last one first. */
const launchBefore = [6, 2];
/** Percent of a launch's users on the days after it. */
const launchAfter = [32, 17, 11, 8, 6, 5, 4, 3, 2, 2, 1, 1];

/**
 * Returns an app's users on a day: the peak, none on its day without data, or the level of the day
 * with growth, weekends, a launch and chance. Whole numbers only, so every host gives the same.
 *
 * @param day Day of `month`, from 1.
 * @returns Below `peakUsers`, but for the peak day.
 */
export function usersOn(app: StoryUsers, month: string, day: number, seed: number): number {
  if (day === app.dayWithoutData) return 0;
  if (day === app.peakDay) return app.peakUsers;
  const grown = 3000 + app.growthPercent * (day - 1);
  const week = isWeekend(month, day) ? app.weekendPercent : 100;
  const chance = 96 + (mixed(seed, Number(app.appId), day) % 9);
  const usual = Math.floor((app.levelUsers * grown * week * chance) / 30_000_000);
  const most = app.peakUsers - Math.ceil(app.peakUsers / 50);
  return Math.min(usual + launchedUsers(app, day), most);
}

function launchedUsers({ isLaunch, peakDay, peakUsers }: StoryUsers, day: number): number {
  if (isLaunch !== true) return 0;
  const percent = day < peakDay ? launchBefore[peakDay - day - 1] : launchAfter[day - peakDay - 1];
  return Math.floor((peakUsers * (percent ?? 0)) / 100);
}

function isWeekend(month: string, day: number): boolean {
  const weekday = new Date(utcDayStartMs(month, day)).getUTCDay();
  return weekday === 0 || weekday === 6;
}
