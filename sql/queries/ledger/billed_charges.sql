-- Charges and orders that are billed, net of corrections and voids, with the invoice that bills them.
with

charged as (

    select
        case
            when invoices.kind = 'invoice' then number
            else coalesce(invoices.refers_to, number)
        end as number,
        invoices.customer_id,
        concat_ws(
            chr(10),
            invoice_lines.app_id,
            invoice_lines.sku,
            coalesce(invoice_lines.order_id, invoices.month)
        ) as charge,
        invoice_lines.amount,
        invoices.kind = 'invoice' and invoice_lines.amount < 0 as is_refund
    from invoice_lines
    inner join invoices using (number)

),

net as (

    select
        *,
        sum(amount) over (partition by number, charge) as net_amount
    from charged

),

billed_charges as (

    select distinct
        charge || chr(10) || case when is_refund then 'refund' else '' end as charge,
        number,
        customer_id
    from net
    where net_amount <> 0

)

select * from billed_charges
order by number
