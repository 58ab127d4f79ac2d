-- Daily values of some apps in a month.
-- $first, $last: days of the month
-- $apps: JSON list of app ids
with

daily_series as (

    select
        app_id,
        metric,
        usage_date,
        quantity
    from daily_usage
    where usage_date between cast($first as date) and cast($last as date)
        and app_id in (select unnest(from_json($apps, '["VARCHAR"]')))

)

select * from daily_series
order by app_id, metric, usage_date
