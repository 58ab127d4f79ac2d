-- The first conflict of each app and day, with the number of its conflicts.
with

conflicts as (

    select
        app_id,
        usage_date,
        region,
        node,
        slot_started_at,
        divisor,
        lowest_bits,
        highest_bits,
        count(*) over (partition by app_id, usage_date) as times
    from bandwidth_conflicts
    qualify
        row_number() over (partition by app_id, usage_date order by slot_started_at, region, node) = 1

)

select * from conflicts
order by app_id, usage_date
