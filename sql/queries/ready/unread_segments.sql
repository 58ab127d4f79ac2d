-- Segments of a source whose hours are not known yet.
-- grain: batch_id, path
with

unread_segments as (

    select
        counting_segments.batch_id,
        counting_segments.path,
        counting_segments.usage_date
    from counting_segments
    left join segment_hours
        on
            counting_segments.batch_id = segment_hours.batch_id
            and counting_segments.path = segment_hours.path
    where
        counting_segments.source = $source
        and counting_segments.rows > 0
        and segment_hours.path is null

)

select * from unread_segments
order by batch_id, path
