-- The first unclear slot of each app and day, with the number of its unclear slots. DuckDB and Spark run it.
with

numbered as (

    select
        bandwidth_samples.*,
        count(*) over (partition by app_id, usage_date) as times,
        row_number() over (
            partition by app_id, usage_date order by slot_started_at, region, node nulls first
        ) as place
    from bandwidth_samples

),

slots as (

    select
        app_id,
        usage_date,
        region,
        node,
        samples,
        slot_started_at,
        divisor,
        line_count,
        added_bits,
        highest_bits,
        times
    from numbered
    where place = 1

)

select * from slots
