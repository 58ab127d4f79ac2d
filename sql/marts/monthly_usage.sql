-- Highest day, last day and sum of days of each month, and the number of days with data.
-- grain: app_id, metric, usage_month
-- units: quantities in the metric's unit, to nine decimals
with

days as (

    select
        app_id,
        metric,
        usage_date,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        quantity
    from daily_usage

),

totals as (

    select
        app_id,
        metric,
        usage_month,
        max(quantity) as highest_quantity,
        cast(sum(quantity) as decimal(38, 9)) as sum_quantity,
        cast(count(*) as bigint) as days_with_data,
        max(usage_date) as last_date
    from days
    group by app_id, metric, usage_month

),

monthly as (

    select
        totals.app_id,
        totals.metric,
        totals.usage_month,
        totals.highest_quantity,
        max(case when days.usage_date = totals.last_date then days.quantity end) as last_quantity,
        totals.sum_quantity,
        totals.days_with_data,
        min(case when days.quantity = totals.highest_quantity then days.usage_date end) as peak_date
    from totals
    inner join days
        on totals.app_id = days.app_id
        and totals.metric = days.metric
        and totals.usage_month = days.usage_month
    group by
        totals.app_id,
        totals.metric,
        totals.usage_month,
        totals.highest_quantity,
        totals.sum_quantity,
        totals.days_with_data

)

select * from monthly
