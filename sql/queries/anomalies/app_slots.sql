-- Slots with bandwidth of each app and region in the hours of its days, zeros among them. Days without bandwidth are left
-- out, and so are the first day with it if other apps have an earlier one, and the last if that is before the last day that
-- is over.
-- grain: app_id, region, usage_date, hour
-- units: quantity in slots with bandwidth, slots in slots of the hour
with

counted as (

    select
        app_id,
        region,
        usage_date,
        hour,
        quantity
    from activity
    where
        source = 'bandwidth'
        and hour is not null
        and usage_date between cast($from as date) and cast($until as date)

),

app_dates as (

    select
        app_id,
        region,
        usage_date,
        min(usage_date) over (partition by app_id, region) as first_date,
        max(usage_date) over (partition by app_id, region) as last_date
    from counted
    group by app_id, region, usage_date

),

hours as (

    select
        app_dates.app_id,
        app_dates.region,
        app_dates.usage_date,
        day_hours.hour,
        day_hours.slots,
        day_hours.minutes,
        coalesce(counted.quantity, 0) as quantity,
        app_dates.usage_date >= cast($first as date) as is_judged
    from app_dates
    inner join day_hours on app_dates.usage_date = day_hours.usage_date
    left join counted
        on app_dates.app_id = counted.app_id
        and app_dates.region = counted.region
        and app_dates.usage_date = counted.usage_date
        and day_hours.hour = counted.hour
    where
        (
            app_dates.usage_date > app_dates.first_date
            or app_dates.first_date = (select min(usage_date) from counted)
        )
        and (app_dates.usage_date < app_dates.last_date or app_dates.usage_date = cast($until as date))

)

select * from hours
order by app_id, region, usage_date, hour
