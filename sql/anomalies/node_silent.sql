-- A node without any bandwidth for one or more days.
-- source: bandwidth
-- message: Node {subject} of {app_id} has no {region} bandwidth {period}; {expected} slots a day are usual.
-- message_zh: {app_id} 的节点 {subject} {period}没有{region}带宽；通常每天 {expected} 个时段。
-- $quiet_days = '10': fewest days without bandwidth, of a node that has not bandwidth all day
-- $steady = '56': days without bandwidth times other days with it, where the latter have it in nine of ten slots
-- $active_days = '10': other days with bandwidth that there must be
-- grain: app_id, region, subject, usage_date
-- A node may often pause. The days must then be 4 more than 6 times its longest other pause. Fewer are enough for a node that
-- has bandwidth in nine of ten slots of every other day, if there are enough of those.
with

silent as (

    select
        app_id,
        node as subject,
        'bandwidth_' || region || '_mbps' as metric,
        region,
        usage_date,
        0 as value,
        usual as expected,
        case
            when days = 1 then 'on ' || strftime(usage_date, '%Y-%m-%d')
            else
                'from ' || strftime(usage_date, '%Y-%m-%d') || ' to ' || strftime(until_date, '%Y-%m-%d')
                || ', ' || days || ' days'
        end as period
    from silent_runs
    where
        kind = 'node'
        and active_days >= cast($active_days as integer)
        and ((least_percent >= 90 and days * active_days >= cast($steady as integer))
            or (
                active_days >= 14
                and usual > 0
                and days >= greatest(cast($quiet_days as integer), 4 + 6 * longest_other)
            ))

)

select * from silent
