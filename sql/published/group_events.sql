-- Group events that count: the accepted ones of all batches that are not withdrawn.
-- grain: batch_id, line_number
with

live_segments as (

    select
        segments.batch_id,
        batches.path,
        substring(segments.path, -51) as file_name
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    where segments.source = 'groups' and batches.withdrawn_sequence_number is null

),

live_lines as (

    select
        live_segments.batch_id,
        lake_groups.app_id,
        lake_groups.group_id,
        lake_groups.event,
        lake_groups.group_type,
        lake_groups.extra,
        live_segments.path,
        lake_groups.line_number,
        cast(substring(lake_groups.filename, -51, 10) as date) as usage_date,
        lake_groups.occurred_at at time zone 'UTC' as occurred_at
    from lake_groups
    inner join live_segments on substring(lake_groups.filename, -51) = live_segments.file_name

)

select * from live_lines
