-- Each value of an app, metric and day is there once.
-- grain: app_id, metric, usage_date
with

repeated as (

    select
        app_id,
        metric,
        usage_date,
        count(*) as times
    from daily_usage
    group by app_id, metric, usage_date
    having count(*) > 1

)

select * from repeated
