-- A month's highest value is the value of the day that it names.
-- grain: app_id, metric, usage_month
with

unmatched as (

    select
        monthly_usage.app_id,
        monthly_usage.metric,
        monthly_usage.usage_month,
        monthly_usage.highest_quantity,
        monthly_usage.peak_date
    from monthly_usage
    where
        not exists (
            select 1
            from daily_usage
            where
                daily_usage.app_id = monthly_usage.app_id
                and daily_usage.metric = monthly_usage.metric
                and daily_usage.usage_date = monthly_usage.peak_date
                and daily_usage.quantity = monthly_usage.highest_quantity
        )

)

select * from unmatched
