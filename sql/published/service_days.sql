-- State of the plan and of each pack of an app on each day from the first purchase on.
-- grain: app_id, service_kind, sku, usage_date
with

horizon as (

    select
        last_day(
            greatest(
                (select max(usage_date) from daily_usage),
                (select max(purchased_on) from purchases),
                (select max(cast(month || '-01' as date)) from invoices)
            )
        ) as last_known_date

),

days as (

    select
        service_periods.app_id,
        service_periods.order_id,
        service_periods.sku,
        service_periods.service_kind,
        service_periods.state,
        cast(
            unnest(
                generate_series(
                    service_periods.first_date,
                    coalesce(service_periods.last_date, horizon.last_known_date),
                    interval 1 day
                )
            ) as date
        ) as usage_date
    from service_periods
    cross join horizon

)

select * from days
