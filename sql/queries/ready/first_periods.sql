-- The first day on which each app has rows, with its hours.
-- Reads delivered_hours.
-- grain: app_id
with

first_days as (

    select
        app_id,
        min(usage_date) as usage_date
    from delivered_hours
    group by app_id

),

first_periods as (

    select
        first_days.app_id,
        first_days.usage_date,
        bit_or(delivered_hours.hours) as hours
    from first_days
    inner join delivered_hours
        on
            first_days.app_id = delivered_hours.app_id
            and first_days.usage_date = delivered_hours.usage_date
    group by first_days.app_id, first_days.usage_date

)

select * from first_periods
