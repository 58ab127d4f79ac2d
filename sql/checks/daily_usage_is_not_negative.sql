-- No day value is below zero, and every value can be divided.
-- grain: app_id, metric, usage_date
with

impossible as (

    select * from daily_usage
    where numerator < 0 or denominator <= 0

)

select * from impossible
