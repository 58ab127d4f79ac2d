-- After corrections and voids, no two invoices bill the same usage charge of an app and month, or the same order. No
-- invoice bills an order twice.
-- grain: app_id, sku, billed_for (a month or an order)
with

documents as (

    select
        number,
        month,
        kind = 'invoice' as is_invoice,
        case when kind = 'invoice' then number else refers_to end as invoice_number
    from invoices

),

charged as (

    select
        documents.invoice_number,
        invoice_lines.app_id,
        invoice_lines.sku,
        invoice_lines.kind,
        case when invoice_lines.kind = 'postpaid' then documents.month else invoice_lines.order_id end as billed_for,
        invoice_lines.amount,
        documents.is_invoice and invoice_lines.amount >= 0 as is_billed
    from invoice_lines
    inner join documents on invoice_lines.number = documents.number

),

net_charges as (

    select
        invoice_number,
        app_id,
        sku,
        kind,
        billed_for,
        sum(amount) as amount,
        greatest(sum(case when is_billed then 1 else 0 end), 1) as times
    from charged
    group by invoice_number, app_id, sku, kind, billed_for

),

usage_charges as (

    select
        app_id,
        sku,
        billed_for,
        count(*) as times
    from net_charges
    where kind = 'postpaid' and amount <> 0
    group by app_id, sku, billed_for
    having count(*) > 1

),

orders as (

    select
        app_id,
        sku,
        billed_for,
        cast(sum(times) as bigint) as times
    from net_charges
    where kind = 'prepaid' and amount > 0
    group by app_id, sku, billed_for
    having sum(times) > 1

),

repeated as (

    select * from usage_charges
    union all
    select * from orders

)

select * from repeated
