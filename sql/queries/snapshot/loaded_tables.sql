-- Tables as they were loaded last, by path.
with

loaded_tables as (

    select
        deliveries.source,
        deliveries.path,
        deliveries.fingerprint as state,
        batches.lines as rows
    from deliveries
    inner join batches on deliveries.batch_id = batches.batch_id
    where starts_with(deliveries.path, 'table://')

)

select * from loaded_tables
order by path, source
