-- Day values that were reported twice and differ: the first day of each app and metric.
with

conflicting as (

    select
        app_id,
        metric,
        usage_date,
        lowest_quantity as ours,
        quantity as theirs
    from reported_usage
    where lowest_quantity <> quantity

),

conflicting_daily_values as (

    select
        *,
        count(*) over (partition by app_id, metric) as days
    from conflicting
    qualify row_number() over (partition by app_id, metric order by usage_date) = 1

)

select * from conflicting_daily_values
order by app_id, metric
