-- An app without any users, or without any bandwidth, for one or more days.
-- message: {app_id} has no {source} {period}; {expected} {unit} a day are usual.
-- message_zh: {app_id} {period}没有{source}数据；通常每天 {expected} {unit}。
-- $days = '2': fewest days without users
-- $least = '30': fewest users that would be usual on these days together; chance alone can keep fewer away
-- $quiet_days = '10': fewest days without bandwidth, of an app that has not bandwidth all day
-- $steady = '56': days without bandwidth times other days with it, where the latter have it in nine of ten slots
-- $active_days = '10': other days with activity that there must be
-- grain: source, app_id, region, usage_date
-- An app may often pause. Days without users must then be more than 3 times its longest other pause. Days without bandwidth
-- must be 4 more than 6 times that. Fewer are enough for an app that has bandwidth in nine of ten slots of every other day,
-- if there are enough of those.
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
        case
            when days = 1 then 'on ' || strftime(usage_date, '%Y-%m-%d')
            else
                'from ' || strftime(usage_date, '%Y-%m-%d') || ' to ' || strftime(until_date, '%Y-%m-%d')
                || ', ' || days || ' days'
        end as period,
        case when source = 'logins' then 'users' else 'slots' end as unit
    from silent_runs
    where
        kind = 'app'
        and active_days >= cast($active_days as integer)
        and case
            when source = 'logins'
                then
                    days >= greatest(cast($days as integer), 1 + 3 * longest_other)
                    and expected_days >= cast($days as integer)
                    and expected_quantity >= cast($least as integer)
            else (least_percent >= 90 and days * active_days >= cast($steady as integer))
            or (
                active_days >= 14
                and usual > 0
                and days >= greatest(cast($quiet_days as integer), 4 + 6 * longest_other)
            )
        end

)

select * from silent
