-- Batches after one, as evidence names them.
-- $last: id of that batch; 0 for all batches
-- grain: batch_id
with

log_batches as (

    select
        batch_id,
        source,
        sha256,
        coalesce(entry_sha256, '') as entry_sha256,
        coalesce(reading, '1') as reading,
        lines,
        accepted,
        rejected,
        segments_sha256,
        rejects_sha256
    from evidence_batches
    where batch_id > cast($last as bigint)

)

select * from log_batches
order by batch_id
