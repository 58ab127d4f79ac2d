import { type LogWriter, valuesOf } from './log-writer.ts';
import { dateOf, daysIn, numbersFrom } from './month-days.ts';
import { storyDaily } from './story.ts';
import { usersOn } from './story-shape.ts';

/**
 * Writes the daily values that the provider delivers for app 1400000005: its users as CSV with dashes in
 * the date, its groups as NDJSON without dashes and newest first.
 */
export async function writeStoryDaily(
  writer: LogWriter,
  month: string,
  seed: number,
): Promise<void> {
  const days = numbersFrom(1, daysIn(month));
  const users = days.map((day) => [
    dateOf(month, day),
    'dau',
    usersOn(storyDaily.users, month, day, seed),
  ]);
  const groups = days.map((day) => [dateOf(month, day), 'groups', groupsAtEndOf(day, days.length)]);
  await writer.copy(
    `logs/daily/polaris-users-${month}.csv`,
    `select * from (${dailyRows(users)}) order by date`,
  );
  await writer.copy(
    `logs/daily/polaris-groups-${month}.ndjson`,
    `select replace(date, '-', '') as date, app_id, metric, cast(value as varchar) as value
     from (${dailyRows(groups)}) order by date desc`,
  );
}

function groupsAtEndOf(day: number, days: number): number {
  return storyDaily.groupsOnLastDay - (days - day) * 12_500;
}

function dailyRows(rows: readonly (readonly (string | number)[])[]): string {
  return `
    select date, '${storyDaily.appId}' as app_id, metric, value
    from (${valuesOf(rows)}) as days(date, metric, value)`;
}
