-- An app without any users, or without any bandwidth, for one or more days.
-- message: {app_id} has no {source} from {day} to {until}, {days} days; {expected} {unit} a day are usual.
-- $days = '2': fewest days without users
-- $least = '30': fewest users that would be usual on these days together; chance alone can keep fewer away
-- $quiet_days = '7': fewest days without bandwidth, of an app that has not bandwidth all day
-- $active_days = '10': other days with activity that there must be
-- grain: source, app_id, region, usage_date
-- An app may often pause. The days must then be more than three times its longest other pause. One day is enough for an app
-- that has bandwidth in nine of ten slots of every other day.
with

silent as (

    select
        source,
        app_id,
        app_id as subject,
        case when source = 'logins' then 'dau' else 'bandwidth_' || region || '_mbps' end as metric,
        region,
        usage_date,
        0 as value,
        usual as expected,
        days,
        strftime(until_date, '%Y-%m-%d') as until,
        case when source = 'logins' then 'users' else 'slots' end as unit
    from silent_runs
    where
        kind = 'app'
        and active_days >= cast($active_days as integer)
        and case
            when source = 'logins'
                then
                    days >= greatest(cast($days as integer), 1 + 3 * longest_other)
                    and days * usual >= cast($least as integer)
            else least_percent >= 90 or days >= greatest(cast($quiet_days as integer), 1 + 3 * longest_other)
        end

)

select * from silent
