-- Bandwidth lines behind a day's value, in one shape for all sources.
with

counted_rows as (

    select
        files.file,
        lake_bandwidth.line_number,
        lake_bandwidth.slot_started_at as time,
        concat_ws(
            ' ',
            lake_bandwidth.node,
            coalesce(
                cast(lake_bandwidth.mbps as varchar) || ' Mbps',
                cast(lake_bandwidth.bytes as varchar) || ' bytes',
                cast(lake_bandwidth.bps as varchar) || ' bit/s',
                cast(cast(lake_bandwidth.bits as decimal(38, 0)) as varchar) || ' bits of the slot'
            )
        ) as what,
        cast(null as varchar) as user_id,
        cast(null as decimal(38, 9)) as quantity
    from lake_bandwidth
    inner join files on lake_bandwidth.filename = files.filename

)

select * from counted_rows
