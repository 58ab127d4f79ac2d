-- What the invoices of a month that are not voided say of their customers, one row a customer.
-- $month: billing month, YYYY-MM
with

live_invoices as (

    select
        customer_id,
        customer_name,
        document
    from invoices
    where kind = 'invoice' and month = $month and number not in (select number from voids)

),

billed_parties as (

    select
        customer_id,
        customer_name,
        document ->> '$.price_list' as price_list,
        coalesce(document ->> '$.language', 'both') as language,
        coalesce(document ->> '$.customer_details', '{}') as details,
        document ->> '$.apps' as apps
    from live_invoices

)

select * from billed_parties
order by customer_id
