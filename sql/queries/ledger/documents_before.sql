-- Documents of a customer's month that were issued before one of them.
-- $number, $month, $customer_id: of that one
with

documents_before as (

    select
        position,
        document
    from invoices
    where month = $month
        and customer_id = $customer_id
        and position < (select position from invoices where number = $number)

)

select * from documents_before
order by position
