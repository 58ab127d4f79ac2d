-- Reported day values that differ from what the raw logs give: the first day of each app and metric.
with

differing as (

    select
        reported_usage.app_id,
        reported_usage.metric,
        reported_usage.usage_date,
        daily_usage.quantity as ours,
        reported_usage.quantity as theirs
    from reported_usage
    inner join daily_usage using (app_id, metric, usage_date)
    where daily_usage.quantity <> reported_usage.quantity

),

differing_daily_values as (

    select
        *,
        count(*) over (partition by app_id, metric) as days
    from differing
    qualify row_number() over (partition by app_id, metric order by usage_date) = 1

)

select * from differing_daily_values
order by app_id, metric
