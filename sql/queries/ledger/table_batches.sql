-- Batches that were read from tables, by id.
with

table_batches as (

    select
        batch_id,
        path,
        source,
        sha256,
        lines
    from batches
    where starts_with(path, 'table://')

)

select * from table_batches
order by batch_id
