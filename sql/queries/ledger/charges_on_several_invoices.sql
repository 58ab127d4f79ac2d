-- Charges and orders that are billed twice, with the invoices that bill them.
with

charges_on_several_invoices as (

    select
        charges_are_billed_once.app_id,
        charges_are_billed_once.sku,
        charges_are_billed_once.billed_for,
        string_agg(distinct invoices.number, ', ' order by invoices.number) as numbers
    from charges_are_billed_once
    inner join invoice_lines
        on charges_are_billed_once.app_id = invoice_lines.app_id
        and charges_are_billed_once.sku = invoice_lines.sku
    inner join invoices on invoice_lines.number = invoices.number
    where charges_are_billed_once.billed_for = coalesce(invoice_lines.order_id, invoices.month)
        and invoices.kind = 'invoice'
        and invoices.number not in (select number from voids)
    group by
        charges_are_billed_once.app_id,
        charges_are_billed_once.sku,
        charges_are_billed_once.billed_for

)

select * from charges_on_several_invoices
order by app_id, sku, billed_for
