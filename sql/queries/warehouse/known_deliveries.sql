-- Each file as it was when it was loaded last, with the state of its batch.
with

known_deliveries as (

    select
        deliveries.source,
        deliveries.path,
        deliveries.fingerprint,
        deliveries.sha256,
        deliveries.entry_sha256 as entry,
        deliveries.batch_id,
        coalesce(batches.bytes, 0) as bytes,
        coalesce(batches.lines, 0) as lines,
        coalesce(batch_states.state, 'counts') as state
    from deliveries
    left join batches on deliveries.batch_id = batches.batch_id
    left join batch_states on deliveries.batch_id = batch_states.batch_id

)

select * from known_deliveries
