import { describe, expect, it } from 'vitest';
import { daysIn, numbersFrom } from './month-days.ts';
import { storyDaily, storyUsers } from './story.ts';
import { type StoryUsers, usersOn } from './story-shape.ts';

const months = ['2000-02', '2023-10', '2024-02', '2026-09', '2027-02', '2099-12'];
const apps: readonly StoryUsers[] = [...storyUsers, storyDaily.users];
const seriesOf = (app: StoryUsers, month: string, seed: number) =>
  numbersFrom(1, daysIn(month)).map((day) => usersOn(app, month, day, seed));

describe('usersOn', () => {
  it.each(apps)('has the highest day of $appId on its peak day only, in every month', (app) => {
    for (const month of months) {
      for (const seed of [0, 1, 7, Number.MAX_SAFE_INTEGER]) {
        const series = seriesOf(app, month, seed);
        const highest = Math.max(...series);
        expect([highest, series.lastIndexOf(highest) + 1]).toEqual([app.peakUsers, app.peakDay]);
        expect(series.indexOf(highest) + 1).toBe(app.peakDay);
        const quiet = series.flatMap((users, index) => (users === 0 ? [index + 1] : []));
        expect(quiet).toEqual(app.dayWithoutData === undefined ? [] : [app.dayWithoutData]);
      }
    }
  });

  it('grows, has weekends, and fades after a launch', () => {
    const app = {
      appId: '14',
      peakDay: 10,
      peakUsers: 100_000,
      levelUsers: 10_000,
      growthPercent: 30,
      weekendPercent: 150,
    };
    const around = (app: StoryUsers, day: number) => {
      const users = usersOn(app, '2026-09', day, 1);
      // Chance is at most 4 percent up or down.
      return (percent: number) => Math.abs(users - 100 * percent) <= 4 * percent + 1;
    };
    // Tuesday the 1st, Saturday the 5th: 10,000 × 1.04 × 1.5. Wednesday the 30th: 10,000 × 1.29.
    expect(around(app, 1)(100)).toBe(true);
    expect(around(app, 5)(156)).toBe(true);
    expect(around(app, 30)(129)).toBe(true);
    const launch = { ...app, isLaunch: true };
    const added = [7, 8, 9, 11, 12, 22, 23].map(
      (day) => usersOn(launch, '2026-09', day, 1) - usersOn(app, '2026-09', day, 1),
    );
    expect(added).toEqual([0, 2_000, 6_000, 32_000, 17_000, 1_000, 0]);
  });
});
