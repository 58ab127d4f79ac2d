-- The hash of the time zone data behind the last document of each month; null for documents from before 0.3.
with

last_documents as (

    select
        month,
        arg_max(content_sha256, position) as content_sha256
    from invoices
    where content_sha256 is not null
    group by month

),

hashes as (

    select
        last_documents.month,
        facts.content ->> '$.versions.time_zone_sha256' as sha256
    from last_documents
    inner join facts on last_documents.content_sha256 = facts.sha256

)

select * from hashes
order by month
