-- Segments of counting bandwidth batches that another file of a load holds, too.
-- $load_id: number of the load
with

duplicate_bandwidth_segments as (

    select
        deliveries.path,
        batches.path as same_as,
        segments.path as segment
    from deliveries
    inner join batches on deliveries.batch_id = batches.batch_id
    inner join segments on deliveries.batch_id = segments.batch_id
    where deliveries.source = 'bandwidth'
        and deliveries.load_id = $load_id
        and deliveries.is_duplicate
        and batches.withdrawn_sequence_number is null

)

select * from duplicate_bandwidth_segments
order by path
