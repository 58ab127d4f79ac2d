-- Segments of batches from which a user was erased, and whose rows are there.
with

erased_batches as (

    select distinct batch_id
    from erased_segments
    where new_path is not null

),

segments_without_users as (

    select
        segments.batch_id,
        batches.source || ' ' || batches.sha256 as content,
        segments.path
    from segments
    inner join erased_batches on segments.batch_id = erased_batches.batch_id
    inner join batches on segments.batch_id = batches.batch_id
    where segments.path not in (select path from removed_segments)

)

select * from segments_without_users
order by batch_id, path
