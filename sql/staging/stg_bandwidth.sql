-- Accepted bandwidth lines of the segments handed in.
-- grain: one row a delivered line
-- units: bits of the slot, Mbps = bits / (slot_seconds × 1,000,000)
with

slots as (

    select
        app_id,
        region,
        node,
        slot_seconds,
        bits,
        usage_date,
        slot_started_at
    from lake_bandwidth

)

select * from slots
