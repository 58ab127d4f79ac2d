import { beijingTime, utcTime } from './log-columns.ts';
import { type LogWriter, quoted, valuesOf } from './log-writer.ts';
import { mixed } from './mixing.ts';
import { dayStartMs, hourMs } from './month-days.ts';
import { storyApps, storyGroups } from './story.ts';

const groupTypes = ['Public', 'ChatRoom', 'AVChatRoom'];

/**
 * Writes the group logs of the story: CSV.gz and CSV in the canonical columns, and the callbacks
 * of app 1400000002 as NDJSON.
 */
export async function writeStoryGroups(
  writer: LogWriter,
  month: string,
  seed: number,
): Promise<void> {
  await writer.run(`create table group_events as ${eventsOf(month, seed)}`);
  await writer.copy(`logs/groups/qinghe/${month}.csv.gz`, canonical('0140000007', beijingTime));
  await writer.copy(`logs/groups/etoile/${month}.csv`, canonical('1400000004', utcTime));
  await writer.copy(`logs/callbacks/groups/xinghe/${month}.ndjson`, callbacks('1400000002'));
  await writer.run('drop table group_events');
}

function eventsOf(month: string, seed: number): string {
  const plan = storyGroups.map((row) => [
    row.appId,
    row.groupType,
    row.event,
    dayStartMs(month, row.day) + 10 * hourMs,
    dayStartMs(month, row.lastDay) + 11 * hourMs,
    row.count,
    firstGroupNumber(row.appId, row.groupType) + row.first,
  ]);
  const salt = mixed(seed, 2);
  return `
    with plan(app_id, group_type, event, start_ms, end_ms, event_count, first_group) as (${valuesOf(plan)})
    select
        app_id,
        '@TGS#' || lpad(to_hex(scattered(first_group + n, ${salt})), 8, '0') as group_id,
        'u' || lower(lpad(to_hex(mixed(first_group + n, ${salt})), 8, '0')) as owner_id,
        group_type,
        event,
        start_ms + n * (end_ms - start_ms) // event_count as at_ms
    from (select *, unnest(range(event_count)) as n from plan)
  `;
}

/** Returns the first group number; a group has one number, and so one id, in all its events. */
function firstGroupNumber(appId: string, groupType: string): number {
  const appIndex = storyApps.findIndex((app) => app.appId === appId);
  return (appIndex * groupTypes.length + groupTypes.indexOf(groupType)) * 1_000_000;
}

function canonical(appId: string, time: string): string {
  return `select ${time} as time, app_id, group_id, group_type, event from (${eventsIn(appId)})`;
}

function callbacks(appId: string): string {
  return `
    select
        case event
            when 'created' then 'Group.CallbackAfterCreateGroup'
            else 'Group.CallbackAfterGroupDestroyed'
        end as "CallbackCommand",
        group_id as "GroupId",
        group_type as "Type",
        cast(at_ms as varchar) as "EventTime",
        app_id as "SdkAppid",
        owner_id as "Owner_Account"
    from (${eventsIn(appId)})`;
}

function eventsIn(appId: string): string {
  return `select * from group_events where app_id = ${quoted(appId)} order by at_ms, group_id`;
}
