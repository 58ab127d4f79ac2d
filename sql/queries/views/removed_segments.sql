-- Segments whose rows were removed when they became old. Each has its erasure.
with

removed_segments as (

    select
        segments.batch_id,
        segments.source,
        segments.usage_date,
        segments.path,
        segments.lines,
        segments.rows,
        erased_segments.erasure
    from segments
    inner join erased_segments
        on segments.batch_id = erased_segments.batch_id
        and segments.path = erased_segments.path
    where erased_segments.new_path is null

)

select * from removed_segments
