-- Hours without bandwidth in many of their slots, on a day that has bandwidth in other hours.
-- source: bandwidth
-- message: {app_id} had {region} bandwidth in {value} of {slots} slots on {day} from {from_time} to {until_time}; {expected} are usual.
-- $percent = '50': most slots with bandwidth in an hour that is always full, in percent of its slots
-- $days = '14': other days that show that the hour is always full
-- $weeks = '3': other weeks with this weekday, of an hour that is not always full
-- grain: app_id, region, usage_date, hour
-- An hour is always full if at most one in twenty of all other days lacks a slot of it. Any other hour is only found if no
-- slot is left, though on the same weekday of other weeks it had at least three quarters, with one exception in four.
with

hours as (

    select
        *,
        dayofweek(usage_date) as weekday,
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
        count(*) over same_weekdays - 1 as other_weeks,
        sum(is_sparse) over same_weekdays - is_sparse as other_sparse,
        sum(quantity) over same_weekdays - quantity as other_quantity
    from hours
    window
        same_hours as (partition by app_id, region, hour),
        same_weekdays as (partition by app_id, region, hour, weekday)

),

empty_hours as (

    select
        *,
        case
            when other_days >= cast($days as integer) and 20 * other_short <= other_days then slots
            else other_quantity // other_weeks
        end as usual
    from counted
    where
        is_judged
        and (
            (
                other_days >= cast($days as integer)
                and 20 * other_short <= other_days
                and quantity * 100 <= slots * cast($percent as integer)
            )
            or (quantity = 0 and other_weeks >= cast($weeks as integer) and 4 * other_sparse <= other_weeks)
        )

),

islands as (

    select
        *,
        hour - row_number() over (partition by app_id, region, usage_date order by hour) as island
    from empty_hours

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
        app_id,
        app_id as subject,
        'bandwidth_' || region || '_mbps' as metric,
        region,
        usage_date,
        hour,
        value,
        expected,
        slots,
        lpad(cast(hour as varchar), 2, '0') || ':00' as from_time,
        lpad(cast(until_hour as varchar), 2, '0') || ':00' as until_time
    from gaps

)

select * from found
