-- Documents that are the last ones with some SKU.
with

last_numbers as (

    select arg_max(invoices.number, invoices.position) as number
    from invoice_lines
    inner join invoices on invoice_lines.number = invoices.number
    group by invoice_lines.sku

),

latest_documents_of_skus as (

    select
        position,
        document
    from invoices
    where number in (select number from last_numbers)

)

select * from latest_documents_of_skus
order by position
