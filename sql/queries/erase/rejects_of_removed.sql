-- Batches of logins and bandwidth with rejected lines of which no raw row stays, and how many lines.
-- $paths: JSON list of the segments that go
with

staying as (

    select batch_id from segments
    where path not in (select unnest(from_json($paths, '["VARCHAR"]')))
        and path not in (select path from removed_segments)

),

going as (

    select batch_id from segments
    where path in (select unnest(from_json($paths, '["VARCHAR"]')))

),

rejects_of_removed as (

    select
        batch_id,
        count(*) as rejects
    from rejects
    where batch_id in (select batch_id from going)
        and batch_id not in (select batch_id from staying)
        and value <> ''
    group by batch_id

)

select * from rejects_of_removed
order by batch_id
