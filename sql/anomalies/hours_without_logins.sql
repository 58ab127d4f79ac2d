-- Hours without logins, on a day that has logins in other hours.
-- metric: dau
-- message: {app_id} had {value} logins on {day} from {from_time} to {until_time}; {expected} are usual on this weekday.
-- message_zh: {app_id} 在 {day} {from_time} 至 {until_time} 有 {value} 次登录；同一星期几通常为 {expected} 次。
-- $percent = '2': most logins, in percent of the usual ones
-- $weeks = '3': other weeks with this weekday that there must be
-- $least = '30': fewest usual logins of these hours together; chance alone can keep fewer away
-- grain: app_id, usage_date, hour
-- The usual logins of an hour are the median of the same hour and weekday of all other weeks. At most one in four of those
-- may have less than half of it. The other hours of the day must have a quarter of what is usual in them.
with

hours as (

    select * from app_hours
    where minutes >= 60

),

weekdays as (

    select
        app_id,
        dayofweek(usage_date) as weekday,
        hour,
        list_sort(list(quantity)) as quantities
    from hours
    group by app_id, weekday, hour

),

-- The hour itself is taken out of the list, which keeps its order.
other_weeks as (

    select
        hours.app_id,
        hours.usage_date,
        hours.hour,
        hours.quantity,
        hours.is_judged,
        weekdays.quantities[1:list_position(weekdays.quantities, hours.quantity) - 1]
        || weekdays.quantities[list_position(weekdays.quantities, hours.quantity) + 1:] as others
    from hours
    inner join weekdays
        on hours.app_id = weekdays.app_id
        and dayofweek(hours.usage_date) = weekdays.weekday
        and hours.hour = weekdays.hour
    where hours.is_judged

),

usual_hours as (

    select
        *,
        others[(len(others) + 1) // 2] as usual
    from other_weeks
    where len(others) >= cast($weeks as integer)

),

empty_hours as (

    select
        *,
        quantity * 100 <= usual * cast($percent as integer)
        and usual >= 3
        and 4 * len(list_filter(others, lambda other: other * 2 < usual)) <= len(others) as is_empty
    from usual_hours

),

islands as (

    select
        *,
        hour - row_number() over (partition by app_id, usage_date order by hour) as island
    from empty_hours
    where is_empty

),

gaps as (

    select
        app_id,
        usage_date,
        min(hour) as hour,
        max(hour) + 1 as until_hour,
        cast(sum(quantity) as bigint) as value,
        cast(sum(usual) as bigint) as expected
    from islands
    group by app_id, usage_date, island

),

rest_of_days as (

    select
        app_id,
        usage_date,
        sum(quantity) as quantity,
        sum(usual) as usual
    from empty_hours
    where not is_empty
    group by app_id, usage_date

),

found as (

    select
        gaps.app_id,
        gaps.app_id as subject,
        gaps.usage_date,
        gaps.hour,
        gaps.value,
        gaps.expected,
        lpad(cast(gaps.hour as varchar), 2, '0') || ':00' as from_time,
        lpad(cast(gaps.until_hour as varchar), 2, '0') || ':00' as until_time
    from gaps
    inner join rest_of_days
        on gaps.app_id = rest_of_days.app_id and gaps.usage_date = rest_of_days.usage_date
    where
        gaps.expected >= cast($least as integer)
        and rest_of_days.quantity > 0
        and rest_of_days.quantity * 4 >= rest_of_days.usual

)

select * from found
