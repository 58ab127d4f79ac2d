-- What each customer owes for a month, by currency: the sum of its documents, with their tax.
with

customer_totals as (

    select
        invoices.customer_id,
        invoices.currency,
        arg_max(invoices.customer_name, invoices.position) as customer_name,
        sum(document_amounts.gross_total) as total
    from invoices
    inner join document_amounts on invoices.number = document_amounts.number
    where invoices.month = $month
    group by
        invoices.customer_id,
        invoices.currency

)

select * from customer_totals
