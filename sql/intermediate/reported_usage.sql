-- Day values that other systems measured. Of several values for a day the highest counts.
-- grain: app_id, metric, usage_date
-- units: quantity and lowest_quantity in the metric's unit
with

reported as (

    select
        app_id,
        metric,
        usage_date,
        max(quantity) as quantity,
        min(quantity) as lowest_quantity
    from stg_daily
    group by app_id, metric, usage_date

)

select * from reported
