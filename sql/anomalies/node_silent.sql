-- A node without any bandwidth for one or more days.
-- source: bandwidth
-- message: Node {subject} of {app_id} has no {region} bandwidth from {day} to {until}, {days} days; {expected} slots a day are usual.
-- $quiet_days = '7': fewest days without bandwidth, of a node that has not bandwidth all day
-- $active_days = '10': other days with bandwidth that there must be
-- grain: app_id, region, subject, usage_date
-- A node may often pause. The days must then be more than three times its longest other pause. One day is enough for a node
-- that has bandwidth in nine of ten slots of every other day.
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
        days,
        strftime(until_date, '%Y-%m-%d') as until
    from silent_runs
    where
        kind = 'node'
        and active_days >= cast($active_days as integer)
        and (least_percent >= 90 or days >= greatest(cast($quiet_days as integer), 1 + 3 * longest_other))

)

select * from silent
