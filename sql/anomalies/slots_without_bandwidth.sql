-- Hours without bandwidth in many of their slots, on a day that has bandwidth in other hours.
-- source: bandwidth
-- message: {app_id} had {region} bandwidth in {value} of {slots} slots on {day} from {from_time} to {until_time}; {expected} are usual.
-- message_zh: {app_id} 在 {day} {from_time} 至 {until_time} 的 {slots} 个时段中有 {value} 个有{region}带宽；通常为 {expected} 个。
-- $percent = '50': most slots with bandwidth in an hour that is always full, in percent of its slots
-- $days = '14': other days that there must be
-- grain: app_id, region, usage_date, hour
-- An hour is found if it had bandwidth in all its slots on the other days, with one exception in forty. It is also found if
-- it has no slot left, though it had three quarters of them on every other day, and there are nearly twice as many of those.
-- The other hours of the day must have nine tenths of what is usual in them; more in one hour makes up for no other.
with

hours as (

    select
        *,
        case when quantity < slots then 1 else 0 end as is_short,
        case when quantity * 4 < slots * 3 then 1 else 0 end as is_sparse
    from app_slots
    where minutes >= 60

),

counted as (

    select
        *,
        count(*) over same_hours - 1 as other_days,
        sum(is_short) over same_hours - is_short as other_short,
        sum(is_sparse) over same_hours - is_sparse as other_sparse,
        sum(quantity) over same_hours - quantity as other_quantity
    from hours
    window same_hours as (partition by app_id, region, hour)

),

usual_hours as (

    select
        *,
        case when 40 * other_short <= other_days then slots else other_quantity // other_days end as usual,
        (40 * other_short <= other_days and quantity * 100 <= slots * cast($percent as integer))
        or (other_sparse = 0 and other_days >= 2 * cast($days as integer) - 1 and quantity = 0) as is_empty
    from counted
    where is_judged and other_days >= cast($days as integer)

),

islands as (

    select
        *,
        hour - row_number() over (partition by app_id, region, usage_date order by hour) as island
    from usual_hours
    where is_empty

),

rest_of_days as (

    select
        app_id,
        region,
        usage_date,
        sum(least(quantity, usual)) as quantity,
        sum(usual) as usual
    from usual_hours
    where not is_empty
    group by app_id, region, usage_date

),

gaps as (

    select
        app_id,
        region,
        usage_date,
        min(hour) as hour,
        max(hour) + 1 as until_hour,
        cast(sum(quantity) as bigint) as value,
        cast(sum(usual) as bigint) as expected,
        cast(sum(slots) as bigint) as slots
    from islands
    group by app_id, region, usage_date, island

),

found as (

    select
        gaps.app_id,
        gaps.app_id as subject,
        'bandwidth_' || gaps.region || '_mbps' as metric,
        gaps.region,
        gaps.usage_date,
        gaps.hour,
        gaps.value,
        gaps.expected,
        gaps.slots,
        lpad(cast(gaps.hour as varchar), 2, '0') || ':00' as from_time,
        lpad(cast(gaps.until_hour as varchar), 2, '0') || ':00' as until_time
    from gaps
    inner join rest_of_days
        on gaps.app_id = rest_of_days.app_id
        and gaps.region = rest_of_days.region
        and gaps.usage_date = rest_of_days.usage_date
    where rest_of_days.quantity > 0 and rest_of_days.quantity * 10 >= rest_of_days.usual * 9

)

select * from found
