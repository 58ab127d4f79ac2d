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
        cast(document ->> '$.total' as decimal(38, 2)) as total
    from drafts

)

select * from published_drafts
