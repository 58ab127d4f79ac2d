-- Billing periods that are there twice, without a document, or that changed before they were made.
-- grain: row_number, column_name
with

periods as (

    select
        row_number,
        billing_period_start,
        billing_period_end,
        billing_period_created,
        billing_period_last_updated,
        count(*) over (partition by billing_period_start, invoice_issuer_name) as times,
        (billing_period_start, billing_period_end, invoice_issuer_name)
        in (select distinct (billing_period_start, billing_period_end, invoice_issuer_name) from focus_details) as is_used
    from focus_periods

),

violations as (

    select
        row_number,
        'BillingPeriod.BillingPeriodStart' as column_name,
        cast(billing_period_start as varchar) as found,
        'one row for each start and issuer' as expected
    from periods
    where times > 1
    union all
    select
        row_number,
        'BillingPeriod.BillingPeriodStart' as column_name,
        cast(billing_period_start as varchar) as found,
        'the period of an invoice detail' as expected
    from periods
    where not is_used
    union all
    select
        row_number,
        'BillingPeriod.BillingPeriodLastUpdated' as column_name,
        cast(billing_period_last_updated as varchar) as found,
        'no earlier than ' || billing_period_created as expected
    from periods
    where billing_period_last_updated < billing_period_created

)

select * from violations
