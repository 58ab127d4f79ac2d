-- Segments that a month is measured from, of some sources all until its end. If rows were removed: when, by whom, why.
-- $batch_ids: JSON list of ids
-- $first, $last: days of the month
-- $lasting: JSON list of the sources whose rows count on all later days
with

removals as (

    select
        removed_segments.path,
        'raw rows erased on ' || audit.recorded_at[1:10] || ' by ' || audit.recorded_by
        || ' (' || audit.subject || '): ' || audit.reason as removal
    from removed_segments
    inner join audit on audit.subject = 'erasure ' || removed_segments.erasure

),

segments_of_month as (

    select
        segments.source,
        segments.usage_date,
        segments.path,
        segments.sha256,
        segments.rows,
        coalesce(removals.removal, '') as removal
    from segments
    left join removals on segments.path = removals.path
    where segments.batch_id in (select unnest(from_json($batch_ids, '["BIGINT"]')))
        and segments.usage_date <= cast($last as date)
        and (
            segments.usage_date >= cast($first as date)
            or segments.source in (select unnest(from_json($lasting, '["VARCHAR"]')))
        )

)

select * from segments_of_month
order by path
