-- Segments of a day, of groups all until the day, with the file that each is from. If its rows were removed: when, by
-- whom and why.
-- $batch_ids: JSON list of ids
-- $day: billing day
-- $lives_on: true if rows count on all later days
with

removals as (

    select
        removed_segments.path,
        'raw rows erased on ' || audit.recorded_at[1:10] || ' by ' || audit.recorded_by
        || ' (' || audit.subject || '): ' || audit.reason as removal
    from removed_segments
    inner join audit on audit.subject = 'erasure ' || removed_segments.erasure

),

segments_of_day as (

    select
        segments.path,
        batches.path || coalesce(
            ' at snapshot ' || json_extract_string(facts.content, '$.snapshot'),
            ''
        ) as file,
        coalesce(removals.removal, '') as removal
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    left join facts
        on batches.sha256 = facts.sha256
        and facts.kind = 'table'
    left join removals on segments.path = removals.path
    where segments.batch_id in (select unnest(from_json($batch_ids, '["BIGINT"]')))
        and (
            segments.usage_date = cast($day as date)
            or $lives_on and segments.usage_date < cast($day as date)
        )

)

select * from segments_of_day
order by path
