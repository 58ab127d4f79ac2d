-- Highest slot of each day and region; of several the earliest.
-- grain: app_id, usage_date, region
-- units: quantity in bits of the slot, divisor in bits a slot per Mbps
with

ranked as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        divisor,
        slot_started_at,
        row_number() over (
            partition by app_id, usage_date, region
            order by quantity desc nulls last, slot_started_at asc nulls last
        ) as place
    from bandwidth_slots

),

peaks as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        divisor,
        slot_started_at as peak_at
    from ranked
    where place = 1

)

select * from peaks
