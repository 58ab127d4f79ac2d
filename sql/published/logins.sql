-- Login lines that count: the accepted lines of all batches that are not withdrawn, with failed logins.
-- grain: batch_id, line_number
with

live_segments as (

    select
        segments.batch_id,
        batches.path,
        substring(segments.path, -51) as file_name
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    where segments.source = 'logins' and batches.withdrawn_sequence_number is null

),

live_lines as (

    select
        live_segments.batch_id,
        lake_logins.app_id,
        lake_logins.user_id,
        lake_logins.result,
        lake_logins.platform,
        lake_logins.client_ip,
        lake_logins.extra,
        live_segments.path,
        lake_logins.line_number,
        lake_logins.is_success,
        cast(substring(lake_logins.filename, -51, 10) as date) as usage_date,
        lake_logins.logged_in_at at time zone 'UTC' as logged_in_at
    from lake_logins
    inner join live_segments on substring(lake_logins.filename, -51) = live_segments.file_name

)

select * from live_lines
