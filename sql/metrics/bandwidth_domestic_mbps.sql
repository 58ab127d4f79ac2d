-- Highest domestic slot of the day, summed over nodes.
-- grain: app_id, usage_date
-- units: quantity / divisor in Mbps; peak_at is the slot's start
with

peaks as (

    select
        app_id,
        usage_date,
        quantity,
        divisor,
        peak_at
    from bandwidth_peaks
    where region = 'domestic'

)

select * from peaks
