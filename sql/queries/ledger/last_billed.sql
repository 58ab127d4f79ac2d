-- The last invoice of each customer that has facts, and by which books of a list it was made.
-- $list: name of the list
-- $since, $until: days between which a book of it is one of the later books
with

last_invoices as (

    select
        customer_id,
        arg_max(number, position) as number,
        arg_max(content_sha256, position) as content_sha256
    from invoices
    where kind = 'invoice' and content_sha256 is not null
    group by customer_id

),

later_books as (

    select sha256
    from facts
    where kind = 'price_book'
        and (content ->> '$.list') = $list
        and (content ->> '$.from') between $since and $until

),

last_billed as (

    select
        last_invoices.customer_id as "customerId",
        last_invoices.number,
        exists (
            select 1 from later_books where contains(facts.content, later_books.sha256)
        ) as "hadLaterBooks",
        starts_with(facts.content ->> '$.versions.imbill', '0.2.') as "isBySplitVersion"
    from last_invoices
    inner join facts on last_invoices.content_sha256 = facts.sha256

)

select * from last_billed
order by "customerId"
