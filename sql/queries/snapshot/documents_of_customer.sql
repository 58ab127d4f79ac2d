-- A customer's documents of a month, with the reason of a void.
-- $month, $customer: month and customer id
with

documents_of_customer as (

    select
        invoices.position,
        invoices.document,
        voids.reason
    from invoices
    left join voids on invoices.number = voids.number
    where invoices.month = $month and invoices.customer_id = $customer

)

select * from documents_of_customer
order by position
