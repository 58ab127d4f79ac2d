-- Bandwidth of each slot, summed over nodes.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds
-- units: quantity in bits of the slot, divisor in bits a slot per Mbps
with

slots as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        cast(sum(bits) as decimal(38, 6)) as quantity,
        cast(slot_seconds as bigint) * 1000000 as divisor
    from bandwidth_measurements
    group by app_id, usage_date, region, slot_started_at, slot_seconds

)

select * from slots
