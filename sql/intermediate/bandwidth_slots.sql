-- Bandwidth of each slot, summed over nodes.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds
-- units: quantity / times in bits of the slot
with

nodes as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        max(times) as times,
        coalesce(cast(sum(case when times = 1 then bits end) as decimal(38, 6)), 0) as whole_bits,
        coalesce(cast(sum(case when times > 1 then bits end) as decimal(38, 6)), 0) as sample_bits
    from bandwidth_measurements
    group by app_id, usage_date, region, slot_started_at, slot_seconds

),

slots as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        times,
        cast(
            cast(whole_bits as decimal(30, 6)) * cast(times as decimal(8, 0)) + sample_bits as decimal(38, 6)
        ) as quantity
    from nodes

)

select * from slots
