-- Daily values of each app, from its first day with one until the last day that is over. A day without a value is a zero,
-- unless its whole source has none on that day, or the app's plan has ended. Group counts are left as they are.
-- grain: app_id, metric, usage_date
-- units: quantity in the metric's unit
with

counted as (

    select
        app_id,
        metric,
        usage_date,
        cast(quantity as decimal(28, 9)) as quantity
    from daily_usage
    where usage_date between cast($from as date) and cast($until as date)

),

source_days as (

    select distinct
        metric_sources.source,
        counted.usage_date
    from counted
    inner join metric_sources on counted.metric = metric_sources.metric

),

lives as (

    select
        counted.app_id,
        counted.metric,
        metric_sources.source,
        min(counted.usage_date) as first_date
    from counted
    inner join metric_sources on counted.metric = metric_sources.metric
    where counted.quantity > 0
    group by counted.app_id, counted.metric, metric_sources.source

),

days as (

    select
        lives.app_id,
        lives.metric,
        source_days.usage_date,
        coalesce(counted.quantity, 0) as quantity,
        source_days.usage_date >= cast($first as date) as is_judged
    from lives
    inner join source_days
        on lives.source = source_days.source
        and lives.first_date <= source_days.usage_date
    left join counted
        on lives.app_id = counted.app_id
        and lives.metric = counted.metric
        and source_days.usage_date = counted.usage_date
    left join ended_apps on lives.app_id = ended_apps.app_id
    where
        (ended_apps.usage_date is null or source_days.usage_date < ended_apps.usage_date)
        and (lives.source <> 'groups' or counted.quantity is not null)

)

select * from days
order by app_id, metric, usage_date
