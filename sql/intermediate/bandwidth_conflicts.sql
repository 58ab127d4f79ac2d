-- Measurements of one node and slot that were delivered with different values. The higher value counts.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds, node
-- units: bits of the slot, divisor in bits a slot per Mbps
with

measured as (

    select
        app_id,
        usage_date,
        region,
        node,
        slot_started_at,
        cast(slot_seconds as bigint) * 1000000 as divisor,
        min(bits) as lowest_bits,
        max(bits) as highest_bits
    from stg_bandwidth
    where node is not null
    group by app_id, usage_date, region, node, slot_started_at, slot_seconds

),

conflicts as (

    select * from measured
    where lowest_bits <> highest_bits

)

select * from conflicts
