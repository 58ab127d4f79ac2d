-- Sums of the documents of an accounting month, up to a position of the ledger, by currency.
-- grain: currency
-- $month: accounting month, the month before that of the issue date
-- $position: position of the last document that counts
with

documents as (

    select
        currency,
        prepaid,
        postpaid,
        total,
        coalesce(try_cast(document ->> '$.tax.net' as decimal(38, 2)), total) as net,
        coalesce(try_cast(document ->> '$.tax.tax' as decimal(38, 2)), 0.00) as tax,
        coalesce(try_cast(document ->> '$.tax.gross' as decimal(38, 2)), total) as gross
    from invoices
    where strftime(issue_date - interval 1 month, '%Y-%m') = $month and position <= $position

),

closing_totals as (

    select
        currency,
        cast(count(*) as varchar) as documents,
        cast(cast(sum(prepaid) as decimal(38, 2)) as varchar) as prepaid,
        cast(cast(sum(postpaid) as decimal(38, 2)) as varchar) as postpaid,
        cast(cast(sum(total) as decimal(38, 2)) as varchar) as total,
        cast(cast(sum(net) as decimal(38, 2)) as varchar) as net,
        cast(cast(sum(tax) as decimal(38, 2)) as varchar) as tax,
        cast(cast(sum(gross) as decimal(38, 2)) as varchar) as gross
    from documents
    group by currency

)

select * from closing_totals
order by currency
