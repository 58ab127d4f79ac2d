-- No usage charge of an app and month is billed on two invoices, and no order is billed twice.
-- grain: app_id, sku, billed_for (a month or an order)
with

usage_charges as (

    select
        invoice_lines.app_id,
        invoice_lines.sku,
        invoices.month as billed_for,
        count(distinct invoices.number) as times
    from invoice_lines
    inner join invoices on invoice_lines.number = invoices.number
    where invoice_lines.kind = 'postpaid'
    group by invoice_lines.app_id, invoice_lines.sku, invoices.month
    having count(distinct invoices.number) > 1

),

orders as (

    select
        invoice_lines.app_id,
        invoice_lines.sku,
        invoice_lines.order_id as billed_for,
        count(*) as times
    from invoice_lines
    where invoice_lines.kind = 'prepaid' and invoice_lines.amount >= 0
    group by invoice_lines.app_id, invoice_lines.sku, invoice_lines.order_id
    having count(*) > 1

),

repeated as (

    select * from usage_charges
    union all
    select * from orders

)

select * from repeated
