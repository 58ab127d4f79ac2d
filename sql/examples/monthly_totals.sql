-- What was billed in each month, corrections included?
-- zh: 按目前的账单，每个月共计费多少？
-- month: billing month, YYYY-MM
-- currency: ISO 4217 code
-- total: prepaid and postpaid
-- prepaid: plans and packs
-- postpaid: usage
-- customers: customers with an invoice
with

monthly_totals as (

    select
        month,
        currency,
        sum(amount) as total,
        coalesce(sum(amount) filter (where kind = 'prepaid'), 0) as prepaid,
        coalesce(sum(amount) filter (where kind = 'postpaid'), 0) as postpaid,
        count(distinct customer_id) as customers
    from invoice_lines_now
    group by month, currency

)

select * from monthly_totals
order by month, currency
