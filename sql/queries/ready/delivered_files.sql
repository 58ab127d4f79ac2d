-- Each delivered file of a source as it was when it was loaded last.
-- grain: path
-- units: arrived_at in seconds since the epoch, null if it is not known
with

delivered_files as (

    select
        deliveries.path,
        deliveries.fingerprint,
        deliveries.sha256,
        deliveries.batch_id,
        deliveries.is_duplicate,
        batches.path as batch_path,
        batches.bytes,
        batches.lines - batches.headers as rows,
        batch_states.state,
        cast(try_cast(split_part(deliveries.fingerprint, ' ', 2) as hugeint) // 1000000000 as bigint) as arrived_at
    from deliveries
    inner join batches on deliveries.batch_id = batches.batch_id
    inner join batch_states on deliveries.batch_id = batch_states.batch_id
    where deliveries.source = $source

)

select * from delivered_files
order by path
