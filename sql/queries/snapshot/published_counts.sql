-- Numbers of rows of tables that the warehouse and its snapshot share.
-- grain: name
-- units: rows in rows
with

counts as (

    select 'audit' as name, count(*) as rows from audit
    union all
    select 'batches' as name, count(*) as rows from batches
    union all
    select 'deliveries' as name, count(*) as rows from deliveries
    union all
    select 'invoices' as name, count(*) as rows from invoices
    union all
    select 'rejects' as name, count(*) as rows from rejects

)

select * from counts
