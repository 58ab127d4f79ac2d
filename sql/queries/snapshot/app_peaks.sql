-- The highest day of each app, month and metric. An app belongs to the customer that was invoiced for it,
-- or else to the first customer that has it in the month by the accounts.
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
        month,
        highest_quantity,
        peak_date
    from monthly_usage
    where $month is null or month = $month

),

first_owners as (

    select
        measured_apps.month,
        apps.app_id,
        arg_min(apps.customer_id, coalesce(apps.valid_from, date '0001-01-01')) as customer_id
    from (select distinct month, app_id from measured) as measured_apps
    inner join apps on measured_apps.app_id = apps.app_id
    where
        measured_apps.month >= coalesce(strftime(apps.valid_from, '%Y-%m'), '')
        and measured_apps.month <= coalesce(strftime(apps.valid_until, '%Y-%m'), '9999-12')
    group by measured_apps.month, apps.app_id

),

app_peaks as (

    select
        measured.month,
        coalesce(billed.customer_id, first_owners.customer_id, '') as customer_id,
        measured.app_id,
        measured.metric,
        measured.highest_quantity,
        measured.peak_date
    from measured
    left join billed on billed.month = measured.month and billed.app_id = measured.app_id
    left join first_owners on first_owners.month = measured.month and first_owners.app_id = measured.app_id

)

select * from app_peaks
order by month, customer_id, app_id, metric
