-- Sums of the documents of an accounting month, up to a position of the ledger, by currency.
-- grain: currency
-- $month: accounting month, the month before that of the issue date
-- $position: position of the last document that counts
with

documents as (

    select
        booked_documents.currency,
        booked_documents.prepaid,
        booked_documents.postpaid,
        booked_documents.total,
        document_amounts.net_total as net,
        document_amounts.tax_total as tax,
        document_amounts.gross_total as gross
    from booked_documents
    inner join document_amounts on booked_documents.number = document_amounts.number
    where booked_documents.booked_in = $month and booked_documents.position <= $position

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
