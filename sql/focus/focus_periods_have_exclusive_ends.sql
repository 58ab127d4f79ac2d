-- Periods that end before they begin, periods that are no month, usage after the end of its billing period, and
-- days of one charge that overlap.
-- grain: row_number, column_name
with

bounds as (

    select
        row_number,
        charge_category,
        charge_class,
        invoice_id,
        x_line_number,
        sku_price_id,
        billing_period_start,
        billing_period_end,
        charge_period_start,
        charge_period_end,
        max(charge_period_end) over (
            partition by invoice_id, x_line_number, sku_price_id
            order by charge_period_start, row_number
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from focus_charges

),

violations as (

    select
        row_number,
        'ChargePeriodEnd' as column_name,
        cast(charge_period_end as varchar) as found,
        'after ' || charge_period_start as expected
    from bounds
    where charge_period_end <= charge_period_start
    union all
    select
        row_number,
        'BillingPeriodEnd' as column_name,
        cast(billing_period_end as varchar) as found,
        'a month after ' || billing_period_start as expected
    from bounds
    where billing_period_end - billing_period_start not between interval '27 days 22 hours' and interval '31 days 2 hours'
    union all
    select
        row_number,
        'ChargePeriodEnd' as column_name,
        cast(charge_period_end as varchar) as found,
        'no later than ' || billing_period_end as expected
    from bounds
    where charge_category = 'Usage'
        and charge_period_end > billing_period_end
    union all
    select
        row_number,
        'ChargePeriodStart' as column_name,
        cast(charge_period_start as varchar) as found,
        'no earlier than ' || ended_before as expected
    from bounds
    where sku_price_id is not null
        and charge_period_start < ended_before

)

select * from violations
