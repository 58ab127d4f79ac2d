-- Day values from other systems that count: the accepted ones of all batches that are not withdrawn.
-- grain: batch_id, line_number, metric
with

live_segments as (

    select
        segments.batch_id,
        batches.path,
        substring(segments.path, -51) as file_name
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    where segments.source = 'daily' and batches.withdrawn_sequence_number is null

),

live_lines as (

    select
        live_segments.batch_id,
        lake_daily.app_id,
        lake_daily.metric,
        lake_daily.extra,
        live_segments.path,
        lake_daily.line_number,
        lake_daily.quantity,
        cast(substring(lake_daily.filename, -51, 10) as date) as usage_date
    from lake_daily
    inner join live_segments on substring(lake_daily.filename, -51) = live_segments.file_name

)

select * from live_lines
