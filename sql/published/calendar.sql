-- Each day of each month from the first with data to the last: usage, files, orders, documents and drafts.
-- grain: usage_date
-- units: days in days; weekday_number from 1 for Monday to 7 for Sunday
with

known_days as (

    select usage_date from daily_usage
    union
    select usage_date from segments
    union
    select purchased_on as usage_date from purchases
    union
    select try_cast(month || '-01' as date) as usage_date from monthly_users
    union
    select try_cast(month || '-01' as date) as usage_date from invoices
    union
    select try_cast(month || '-01' as date) as usage_date from drafts

),

bounds as (

    select
        cast(date_trunc('month', min(usage_date)) as date) as first_date,
        last_day(max(usage_date)) as last_date
    from known_days
    where usage_date is not null

),

days as (

    select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as usage_date
    from bounds

),

calendar as (

    select
        usage_date,
        strftime(usage_date, '%Y-%m') as month,
        dayname(usage_date) as weekday,
        cast(isodow(usage_date) as integer) as weekday_number,
        cast(day(usage_date) as integer) as day_of_month,
        cast(day(last_day(usage_date)) as integer) as days_in_month,
        isodow(usage_date) > 5 as is_weekend
    from days
    order by usage_date

)

select * from calendar
