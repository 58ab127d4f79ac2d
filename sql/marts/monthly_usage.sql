-- What a month is made of: its highest day, its last, the sum of its days; and on how many there is data.
-- grain: app_id, metric, usage_month
-- units: quantities in the metric's unit, to nine decimals
with

ranked as (

    select
        app_id,
        metric,
        usage_date,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        quantity,
        row_number() over (
            partition by app_id, metric, cast(date_trunc('month', usage_date) as date)
            order by quantity desc nulls last, usage_date asc nulls last
        ) as height_place,
        row_number() over (
            partition by app_id, metric, cast(date_trunc('month', usage_date) as date)
            order by usage_date desc nulls last
        ) as recency_place
    from daily_usage

),

monthly as (

    select
        app_id,
        metric,
        usage_month,
        max(quantity) as highest_quantity,
        max(case when recency_place = 1 then quantity end) as last_quantity,
        cast(sum(quantity) as decimal(38, 9)) as sum_quantity,
        cast(count(*) as bigint) as days_with_data,
        max(case when height_place = 1 then usage_date end) as peak_date
    from ranked
    group by app_id, metric, usage_month

)

select * from monthly
