-- Accepted day values, which other systems measured.
-- grain: one row a delivered line and metric
-- units: quantity in the metric's unit
with

reported as (

    select
        app_id,
        metric,
        quantity,
        usage_date
    from lake_daily

)

select * from reported
