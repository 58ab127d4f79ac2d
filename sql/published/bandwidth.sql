-- Bandwidth lines that count: the accepted lines of all batches that are not withdrawn.
-- grain: batch_id, line_number
-- units: mbps is bits / (slot_seconds × 1,000,000), half up to nine decimals
with

live_segments as (

    select
        segments.batch_id,
        batches.path,
        substring(segments.path, -51) as file_name
    from segments
    inner join batches on segments.batch_id = batches.batch_id
    where segments.source = 'bandwidth' and batches.withdrawn_sequence_number is null

),

live_lines as (

    select
        live_segments.batch_id,
        lake_bandwidth.app_id,
        lake_bandwidth.region,
        lake_bandwidth.node,
        lake_bandwidth.mbps as delivered_mbps,
        lake_bandwidth.bytes as delivered_bytes,
        lake_bandwidth.bps as delivered_bps,
        lake_bandwidth.extra,
        live_segments.path,
        lake_bandwidth.line_number,
        lake_bandwidth.slot_seconds,
        lake_bandwidth.bits,
        cast(
            cast(
                (cast(lake_bandwidth.bits * 1000000 as hugeint) + 500 * lake_bandwidth.slot_seconds)
                // (1000 * lake_bandwidth.slot_seconds) as decimal(38, 0)
            ) * 0.000000001 as decimal(38, 9)
        ) as mbps,
        cast(substring(lake_bandwidth.filename, -51, 10) as date) as usage_date,
        lake_bandwidth.measured_at at time zone 'UTC' as measured_at,
        lake_bandwidth.slot_started_at at time zone 'UTC' as slot_started_at
    from lake_bandwidth
    inner join live_segments on substring(lake_bandwidth.filename, -51) = live_segments.file_name

)

select * from live_lines
