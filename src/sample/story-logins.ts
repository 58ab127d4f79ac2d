import { beijingTime, utcTime } from './log-columns.ts';
import { type LogWriter, quoted, valuesOf } from './log-writer.ts';
import { mixed } from './mixing.ts';
import {
  dateOf,
  dayMs,
  dayStartMs,
  daysIn,
  hourMs,
  numbersFrom,
  utcDayStartMs,
} from './month-days.ts';
import { storyOddUserIds, storyUsers } from './story.ts';
import { type StoryUsers, usersOn } from './story-shape.ts';

/**
 * Writes the login logs of the story, each app in a format of its own:
 *
 * - 1400000001: CSV, a file a UTC day (so a billing day spans two), the peak's two compressed;
 * - 1400000002: login callbacks as NDJSON, with logouts and disconnects that are no logins;
 * - 1400000003: Parquet; 1400000004: NDJSON.gz in epoch milliseconds, a day missing;
 * - 0140000007: NDJSON; 1400000006: CSV in epoch milliseconds, with ids that need quotes
 *   and an empty `result`.
 *
 * On every day of an app, one user logs in at 00:00:00.000 and one at 23:59:59.999 in Beijing. Some
 * log in again. Some others only fail: their `result` is neither 0 nor success.
 */
export async function writeStoryLogins(
  writer: LogWriter,
  month: string,
  seed: number,
): Promise<void> {
  await writer.run(`create table logins as ${loginsOf(month, seed)}`);
  await writeUtcDays(writer, month);
  for (const part of thirdsOf(month)) {
    const file = part.fromDate;
    await writer.copy(`logs/callbacks/logins/xinghe/${file}.ndjson`, callbacks('1400000002', part));
    await writer.copy(`logs/logins/xinghe/${file}.parquet`, textRows('1400000003', part));
    await writer.copy(`logs/logins/etoile/${file}.ndjson.gz`, epochRows('1400000004', part, "'0'"));
    await writer.copy(`logs/logins/qinghe/${file}.ndjson`, textRows('0140000007', part));
  }
  const whole = spanOf(month, 1, daysIn(month));
  await writer.copy(
    `logs/logins/polaris-beta/${month}.csv`,
    epochRows('1400000006', whole, 'null'),
  );
  await writer.run('drop table logins');
}

interface Span {
  fromDate: string;
  fromMs: number;
  untilMs: number;
}

function loginsOf(month: string, seed: number): string {
  const plan = storyUsers.flatMap((app, index) =>
    numbersFrom(1, daysIn(month)).map((day) => dayPlan(app, index, month, day, seed)),
  );
  const hours = `[${hoursOfLogins().join(', ')}]`;
  const oddIds = `[${storyOddUserIds.map(quoted).join(', ')}]`;
  return `
    with plan(app_id, app_index, start_ms, first_user, users, population, salt) as (${valuesOf(plan)}),
    rows as (
        select *, first_user + n as user_number, true as is_success
        from (select *, unnest(range(users)) as n from plan)
        union all
        select *, first_user + mixed(n, salt) % users, n % 10 <> 0
        from (select *, unnest(range(users, users + users // 40)) as n from plan)
        union all
        select *, population + n, false
        from (select *, unnest(range(users * 15 // 1000)) as n from plan)
    )
    select
        app_id,
        case
            when app_id = '1400000006' and user_number < ${storyOddUserIds.length}
                then ${oddIds}[user_number + 1]
            else 'u' || lower(lpad(to_hex(scattered(app_index * 10000000 + user_number, ${mixed(seed)})), 8, '0'))
        end as user_id,
        (['android', 'ios', 'web', 'windows'])[user_number % 4 + 1] as platform,
        is_success,
        start_ms + case
            when is_success and n = 0 then 0
            when is_success and n = 1 then ${dayMs - 1}
            else ${hours}[mixed(n, salt) % 100 + 1] * ${hourMs} + mixed(user_number * 8 + n % 8, salt) % ${hourMs}
        end as at_ms
    from rows
  `;
}

/** Returns the hours in Beijing of a hundred logins: few at night, most at nine in the evening. */
function hoursOfLogins(): number[] {
  const percents = [2, 1, 1, 1, 1, 1, 2, 4, 5, 4, 4, 4, 6, 5, 4, 4, 4, 5, 6, 8, 9, 9, 6, 4];
  return percents.flatMap((percent, hour) => Array<number>(percent).fill(hour));
}

function dayPlan(app: StoryUsers, index: number, month: string, day: number, seed: number) {
  const users = usersOn(app, month, day, seed);
  const salt = mixed(seed, day, index);
  const firstUser = salt % (app.peakUsers - users + 1);
  // The app with odd ids has them on every day.
  const first = app.appId === '1400000006' ? 0 : firstUser;
  return [app.appId, index, dayStartMs(month, day), first, users, app.peakUsers, salt];
}

async function writeUtcDays(writer: LogWriter, month: string): Promise<void> {
  for (const day of numbersFrom(0, daysIn(month))) {
    const fromMs = utcDayStartMs(month, day);
    const span = { fromDate: dateOf(month, day), fromMs, untilMs: fromMs + dayMs };
    const extension = day === 17 || day === 18 ? 'csv.gz' : 'csv';
    const select = `
      select ${utcTime} as time, app_id, user_id,
          case when is_success then 'success' else 'failed' end as result, platform
      from (${loginsIn('1400000001', span)})`;
    await writer.copy(`logs/logins/lantern/${span.fromDate}.${extension}`, select);
  }
}

function textRows(appId: string, span: Span): string {
  return `
    select ${beijingTime} as time, app_id, user_id,
        case when is_success then '0' else '70169' end as result, platform
    from (${loginsIn(appId, span)})`;
}

function epochRows(appId: string, span: Span, success: string): string {
  return `
    select at_ms as time, app_id, user_id,
        case when is_success then ${success} else '6206' end as result, platform
    from (${loginsIn(appId, span)})`;
}

function callbacks(appId: string, span: Span): string {
  return `
    select
        'State.StateChange' as "CallbackCommand",
        at_ms as "EventTime",
        case
            when is_success then {'Action': 'Login', 'To_Account': user_id, 'Reason': 'Register'}
            when at_ms % 2 = 0 then {'Action': 'Logout', 'To_Account': user_id, 'Reason': 'Unregister'}
            else {'Action': 'Disconnect', 'To_Account': user_id, 'Reason': 'LinkClose'}
        end as "Info",
        app_id as "SdkAppid"
    from (${loginsIn(appId, span)})`;
}

function loginsIn(appId: string, span: Span): string {
  return `
    select * from logins
    where app_id = ${quoted(appId)} and at_ms >= ${span.fromMs} and at_ms < ${span.untilMs}
    order by at_ms, user_id, is_success`;
}

function thirdsOf(month: string): Span[] {
  return [spanOf(month, 1, 10), spanOf(month, 11, 20), spanOf(month, 21, daysIn(month))];
}

function spanOf(month: string, firstDay: number, lastDay: number): Span {
  return {
    fromDate: dateOf(month, firstDay),
    fromMs: dayStartMs(month, firstDay),
    untilMs: dayStartMs(month, lastDay) + dayMs,
  };
}
