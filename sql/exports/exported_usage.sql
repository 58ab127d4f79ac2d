-- Measured usage today: the value of an app and metric on a day, with its customer.
-- parameters: from_month, to_month, customer_id (or empty), units (JSON object, metric → unit)
-- grain: app_id, metric, usage_date
-- units: quantity in unit, to nine decimals; numerator / denominator is the exact value
with

usage_of_days as (

    select
        strftime(usage_date, '%Y-%m') as month,
        apps.customer_id as customer_id,
        apps.customer_name as customer_name,
        daily_usage.app_id as app_id,
        apps.app_name as app_name,
        metric,
        cast(cast($units as json) as map(varchar, varchar))[metric] as unit,
        quantity,
        numerator,
        denominator,
        is_reported,
        usage_date,
        peak_at
    from daily_usage
    left join apps
        on daily_usage.app_id = apps.app_id
        and daily_usage.usage_date between coalesce(apps.valid_from, daily_usage.usage_date)
        and coalesce(apps.valid_until, daily_usage.usage_date)

),

chosen as (

    select
        month,
        customer_id,
        customer_name,
        app_id,
        app_name,
        metric,
        unit,
        quantity,
        numerator,
        denominator,
        is_reported,
        usage_date,
        peak_at
    from usage_of_days
    where month between $from_month and $to_month
        and ($customer_id = '' or customer_id = $customer_id)

)

select * from chosen
