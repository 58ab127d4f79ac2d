-- The last two months with usage and without an invoice.
with

usage_months as (

    select distinct strftime(usage_date, '%Y-%m') as month
    from counting_segments

),

unissued_months as (

    select month
    from usage_months
    where month not in (select invoices.month from invoices)
    order by month desc
    limit 2

)

select * from unissued_months
order by month
