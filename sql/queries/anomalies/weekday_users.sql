-- Users of each app and day, beside those of the same weekday in other weeks.
-- grain: app_id, usage_date
-- units: quantity, earlier, others and last_week in users; lists ascend. others has all other weeks, earlier those before
with

days as (

    select * from app_days
    where metric = 'dau'

),

weekdays as (

    select
        days.app_id,
        days.usage_date,
        days.quantity,
        days.is_judged,
        list_sort(list(others.quantity) filter (others.usage_date < days.usage_date)) as earlier,
        list_sort(list(others.quantity)) as others,
        max_by(others.quantity, others.usage_date) filter (others.usage_date < days.usage_date) as last_week
    from days
    inner join days as others
        on days.app_id = others.app_id
        and days.usage_date <> others.usage_date
        and dayofweek(days.usage_date) = dayofweek(others.usage_date)
    group by days.app_id, days.usage_date, days.quantity, days.is_judged

)

select * from weekdays
order by app_id, usage_date
