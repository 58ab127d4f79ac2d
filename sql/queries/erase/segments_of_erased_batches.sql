-- The segments now of each batch of which an erasure replaced some.
with

erased_batches as (

    select distinct batch_id
    from erased_segments
    where new_path is not null

),

segments_of_erased_batches as (

    select
        segments.batch_id,
        segments.usage_date,
        segments.path,
        segments.sha256
    from segments
    inner join erased_batches on segments.batch_id = erased_batches.batch_id

)

select * from segments_of_erased_batches
