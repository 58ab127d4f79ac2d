import type { LargeMonth } from './large-month.ts';
import { beijingTime } from './log-columns.ts';
import { mixed } from './mixing.ts';
import { dayMs, dayStartMs } from './month-days.ts';

const slotsOfDay = 288;
const slotMs = 300_000;

/**
 * Returns the select of a day's logins. It yields them in the order of time without a sort, so
 * that they stream.
 *
 * In every eleven rows, ten are the first logins of ten users, and the eleventh repeats an earlier
 * row; every fifth repetition failed. The j-th first login belongs to user `j × step + shift`
 * modulo `users`; `step` and `users` have no common divisor, so each user has one. From day to
 * day, one user in a hundred is replaced.
 */
export function largeLogins(large: LargeMonth, day: number): string {
  const { users } = large.size;
  const salt = mixed(large.seed, day);
  const rows = users + Math.floor(users / 10);
  return `
    select
        ${beijingTime} as time,
        ${appIdOf('position', users, large.size.apps, salt)} as app_id,
        'u' || lpad(cast(scattered(position + ${day * Math.floor(users / 100)}, ${mixed(large.seed)}) as varchar), 10, '0') as user_id,
        case when row_number % 55 = 10 then 'failed' else 'success' end as result,
        (['android', 'ios', 'web', 'windows'])[position % 4 + 1] as platform
    from (
        select
            row_number,
            ${dayStartMs(large.month, day)} + row_number * ${dayMs} // ${rows} as at_ms,
            (login * ${stepFor(users)} + ${salt % users}) % ${users} as position
        from (
            select
                range as row_number,
                case
                    when range % 11 < 10 then range // 11 * 10 + range % 11
                    else mixed(range, ${salt}) % (range // 11 * 10 + 10)
                end as login
            from range(${rows})
        )
    )`;
}

/**
 * Returns the select of a day's domestic bandwidth: each app in each 5-minute slot. Larger apps
 * have more, and the evening is the highest.
 */
export function largeBandwidth(large: LargeMonth, day: number): string {
  const { apps } = large.size;
  const salt = mixed(large.seed, day, 1);
  return `
    select
        ${beijingTime} as time,
        cast(1400000001 + app as varchar) as app_id,
        thousandths // 1000 || '.' || lpad(cast(thousandths % 1000 as varchar), 3, '0') as mbps
    from (
        select
            ${dayStartMs(large.month, day)} + range // ${apps} * ${slotMs} as at_ms,
            range % ${apps} as app,
            (1000000 // (range % ${apps} + 1) + 1000)
                * (${slotsOfDay} - abs(range // ${apps} - 252))
                * (80 + mixed(range, ${salt}) % 21) // ${slotsOfDay * 100} as thousandths
        from range(${apps * slotsOfDay})
    )`;
}

/**
 * Returns the select of a day's group events. One group is created for every hundred users, at
 * least one; every fifth group of the day before is dismissed just after midnight.
 */
export function largeGroups(large: LargeMonth, day: number): string {
  const { users, apps } = large.size;
  const created = Math.max(1, Math.floor(users / 100));
  const dismissed = day === 1 ? 0 : Math.ceil(created / 5);
  const startMs = dayStartMs(large.month, day);
  return `
    select
        ${beijingTime} as time,
        ${appIdOf('position', created, apps, 0)} as app_id,
        '@TGS#' || lpad(cast(scattered(created_day * ${created} + position, ${mixed(large.seed, 2)}) as varchar), 10, '0') as group_id,
        event,
        (['Public', 'Private', 'ChatRoom', 'AVChatRoom'])[position % 4 + 1] as group_type
    from (
        select ${startMs} + range as at_ms, range * 5 as position, ${day - 1} as created_day,
            'dismissed' as event
        from range(${dismissed})
        union all
        select ${startMs} + range * ${dayMs} // ${created}, range, ${day}, 'created'
        from range(${created})
    )`;
}

/**
 * Returns SQL that maps a position, 0 … `count - 1`, to an app. App k (from 0) gets about
 * 1 / ((k + 1) × (k + 2)) of all positions, the first about a half. `salt` moves the bounds.
 */
function appIdOf(position: string, count: number, apps: number, salt: number): string {
  const tail = Math.floor(count / apps) + (salt % (Math.floor(count / (apps * 50)) + 1)) + 1;
  const app = `least(${count + tail} // (${position} + ${tail}) - 1, ${apps - 1})`;
  return `cast(1400000001 + ${app} as varchar)`;
}

/** Returns about 0.618 of `users`, which spreads neighbours, without a common divisor. */
function stepFor(users: number): number {
  let step = Math.max(1, Math.floor(users * 0.618));
  while (commonDivisor(step, users) > 1) step -= 1;
  return step;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
