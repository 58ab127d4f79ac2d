-- What customers pay for each SKU in a month, corrections included.
-- $months: JSON list of months, or null for all
-- $customer: customer id, or null for all
with

customer_charges as (

    select
        invoices.month,
        invoices.customer_id,
        invoices.currency,
        invoice_lines.sku,
        sum(invoice_lines.amount) as amount
    from invoice_lines
    inner join invoices on invoice_lines.number = invoices.number
    where ($months is null or invoices.month in (select unnest(from_json($months, '["VARCHAR"]'))))
        and ($customer is null or invoices.customer_id = $customer)
    group by invoices.month, invoices.customer_id, invoices.currency, invoice_lines.sku

)

select * from customer_charges
order by month, customer_id, currency, sku
