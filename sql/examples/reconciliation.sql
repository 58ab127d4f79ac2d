-- Do our counts agree with the provider's own daily numbers?
-- zh: 我们的统计与服务商提供的日数据一致吗？
-- $month = '': billing month, such as 2026-09; empty for the newest with numbers of the provider
-- zh $month: 账期，如 2026-09；留空为最近有服务商数据的月份
-- $app_id = '': one app; empty for all
-- zh $app_id: 某个应用；留空为全部
-- app_id: text
-- metric: name of the metric
-- usage_date: billing day
-- counted: from raw logs; null where there are none
-- provided: by the provider, the highest of several; null where there is none
-- difference: counted less provided; null where one is missing
-- verdict: equal, differs, only provided (it is what is billed) or only counted
with

provided as (

    select
        app_id,
        metric,
        usage_date,
        max(quantity) as provided
    from daily_values
    where $app_id in ('', app_id)
    group by app_id, metric, usage_date

),

chosen as (

    select max(date_trunc('month', usage_date)) as usage_month
    from provided
    where $month in ('', strftime(usage_date, '%Y-%m'))

),

counted as (

    select
        daily_usage.app_id,
        daily_usage.metric,
        daily_usage.usage_date,
        daily_usage.quantity as counted
    from daily_usage
    where
        not daily_usage.is_reported
        and (daily_usage.app_id, daily_usage.metric) in (select (app_id, metric) from provided)

),

reconciliation as (

    select
        app_id,
        metric,
        usage_date,
        counted.counted,
        provided.provided,
        counted.counted - provided.provided as difference,
        case
            when counted.counted is null then 'only provided'
            when provided.provided is null then 'only counted'
            when counted.counted = provided.provided then 'equal'
            else 'differs'
        end as verdict
    from provided
    full join counted using (app_id, metric, usage_date)
    inner join chosen on date_trunc('month', usage_date) = chosen.usage_month

)

select * from reconciliation
order by app_id, metric, usage_date
