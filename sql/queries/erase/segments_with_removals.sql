-- Segments of a batch, with who removed their rows, when and why; empty if the rows are there.
-- $batch_id: the batch
with

removals as (

    select
        removed_segments.path,
        'raw rows erased on ' || audit.recorded_at[1:10] || ' by ' || audit.recorded_by
        || ' (' || audit.subject || '): ' || audit.reason as removal
    from removed_segments
    inner join audit on audit.subject = 'erasure ' || removed_segments.erasure
    where removed_segments.batch_id = $batch_id

),

segments_with_removals as (

    select
        segments.source,
        segments.batch_id,
        segments.usage_date,
        segments.path,
        segments.sha256,
        segments.lines,
        segments.rows,
        removals.path is not null as is_removed,
        coalesce(removals.removal, '') as removal
    from segments
    left join removals on segments.path = removals.path
    where segments.batch_id = $batch_id

)

select * from segments_with_removals
order by path
