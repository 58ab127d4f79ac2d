-- Drafts as analysts see them: what a run would have issued when they were made.
with

published_drafts as (

    select
        month,
        customer_id,
        document ->> '$.customer_name' as customer_name,
        document ->> '$.currency' as currency,
        document,
        cast(document ->> '$.prepaid' as decimal(38, 2)) as prepaid,
        cast(document ->> '$.postpaid' as decimal(38, 2)) as postpaid,
        cast(document ->> '$.total' as decimal(38, 2)) as total,
        cast(coalesce(document ->> '$.tax.net', document ->> '$.total') as decimal(38, 2)) as net_total,
        cast(coalesce(document ->> '$.tax.tax', '0') as decimal(38, 2)) as tax_total,
        cast(coalesce(document ->> '$.tax.gross', document ->> '$.total') as decimal(38, 2)) as gross_total
    from drafts

)

select * from published_drafts
