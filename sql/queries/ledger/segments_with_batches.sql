-- Each segment with the content hash of its batch, empty if the batch is missing, and whether its rows were removed.
with

segments_with_batches as (

    select
        segments.path,
        segments.sha256,
        coalesce(batches.sha256, '') as batch,
        segments.path in (select path from removed_segments) as is_removed
    from segments
    left join batches on segments.batch_id = batches.batch_id

)

select * from segments_with_batches
order by path
