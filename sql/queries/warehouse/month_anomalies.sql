-- Anomalies of a month, in the order in which they are shown, each with the daily values of its app and metric.
-- $month: billing month
-- $first, $last: its days
-- grain: position
with

calendar as (

    select cast(days.usage_date as date) as usage_date
    from range(cast($first as date), cast($last as date) + 1, interval 1 day) as days (usage_date)

),

own as (

    select * from anomalies
    where month = $month

),

series as (

    select
        own.position,
        string_agg(coalesce(cast(daily_usage.quantity as varchar), ''), ' ' order by calendar.usage_date) as days
    from own
    cross join calendar
    left join daily_usage
        on own.app_id = daily_usage.app_id
        and own.metric = daily_usage.metric
        and calendar.usage_date = daily_usage.usage_date
    where own.app_id is not null and own.metric is not null
    group by own.position

),

shown as (

    select
        own.month,
        own.code,
        own.usage_date,
        own.hour,
        own.source,
        own.metric,
        own.app_id,
        own.subject,
        own.value,
        own.expected,
        own.message,
        own.position,
        series.days
    from own
    left join series on own.position = series.position

)

select * from shown
order by position
