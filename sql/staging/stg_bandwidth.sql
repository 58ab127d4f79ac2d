-- Accepted bandwidth lines.
-- grain: one row a delivered line
-- units: bits of the slot, Mbps = bits / (slot_seconds × 1,000,000)
with

slots as (

    select
        app_id,
        region,
        node,
        coalesce(samples, case when bytes is not null then 'bytes' end) as samples,
        slot_seconds,
        bits,
        usage_date,
        measured_at,
        slot_started_at
    from lake_bandwidth

)

select * from slots
