-- The highest day of each app, month and metric. An app belongs to the customer that was invoiced for it,
-- or else to the customer that the accounts name now.
-- $month: month, or null for all
with

billed as (

    select distinct
        invoices.month,
        invoice_lines.app_id,
        invoices.customer_id
    from invoice_lines
    inner join invoices on invoice_lines.number = invoices.number
    where $month is null or invoices.month = $month

),

measured as (

    select
        app_id,
        metric,
        strftime(usage_month, '%Y-%m') as month,
        highest_quantity,
        peak_date
    from monthly_usage
    where $month is null or strftime(usage_month, '%Y-%m') = $month

),

app_peaks as (

    select
        measured.month,
        coalesce(billed.customer_id, apps.customer_id, '') as customer_id,
        measured.app_id,
        measured.metric,
        measured.highest_quantity,
        measured.peak_date
    from measured
    left join billed on billed.month = measured.month and billed.app_id = measured.app_id
    left join apps on apps.app_id = measured.app_id

)

select * from app_peaks
order by month, customer_id, app_id, metric
