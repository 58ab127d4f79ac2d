-- Invoice details whose charges do not add up to them, charges without a detail, and ids of several details.
-- grain: row_number, column_name
with

charges as (

    select
        invoice_detail_id,
        sum(billed_cost) as billed_cost
    from focus_charges
    where invoice_detail_id is not null
    group by invoice_detail_id

),

details as (

    select
        invoice_detail_id,
        min(row_number) as row_number,
        sum(billed_cost) as billed_cost,
        count(*) as times
    from focus_details
    group by invoice_detail_id

),

violations as (

    select
        details.row_number as row_number,
        'InvoiceDetail.BilledCost of ' || coalesce(details.invoice_detail_id, charges.invoice_detail_id) as column_name,
        cast(details.billed_cost as varchar) as found,
        cast(charges.billed_cost as varchar) as expected
    from details
    full join charges on details.invoice_detail_id = charges.invoice_detail_id
    where details.billed_cost is distinct from charges.billed_cost
    union all
    select
        row_number,
        'InvoiceDetail.InvoiceDetailId' as column_name,
        invoice_detail_id as found,
        'one row, not ' || times as expected
    from details
    where times > 1

)

select * from violations
