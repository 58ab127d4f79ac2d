-- The first conflict of each app and day, with the number of its conflicts. DuckDB and Spark run it.
with

numbered as (

    select
        app_id,
        usage_date,
        region,
        node,
        slot_started_at,
        divisor,
        lowest_bits,
        highest_bits,
        count(*) over (partition by app_id, usage_date) as times,
        row_number() over (
            partition by app_id, usage_date order by slot_started_at, region, node
        ) as place
    from bandwidth_conflicts

),

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
        times
    from numbered
    where place = 1

)

select * from conflicts
order by app_id, usage_date
