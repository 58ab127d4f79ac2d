-- Among the invoices that were not voided, no usage charge of an app and month stands on two, and no
-- order is billed twice. Corrections are documents of their own and are left out.
-- grain: app_id, sku, billed_for (a month or an order)
with

live_invoices as (

    select invoices.*
    from invoices
    left join voids on invoices.number = voids.number
    where invoices.kind = 'invoice' and voids.number is null

),

usage_charges as (

    select
        invoice_lines.app_id,
        invoice_lines.sku,
        live_invoices.month as billed_for,
        count(distinct live_invoices.number) as times
    from invoice_lines
    inner join live_invoices on invoice_lines.number = live_invoices.number
    where invoice_lines.kind = 'postpaid'
    group by invoice_lines.app_id, invoice_lines.sku, live_invoices.month
    having count(distinct live_invoices.number) > 1

),

orders as (

    select
        invoice_lines.app_id,
        invoice_lines.sku,
        invoice_lines.order_id as billed_for,
        count(*) as times
    from invoice_lines
    inner join live_invoices on invoice_lines.number = live_invoices.number
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
