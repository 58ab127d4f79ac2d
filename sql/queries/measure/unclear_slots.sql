-- Unclear slots, with the number of files that hold a line of them. DuckDB and Spark run it.
with

slots as (

    select
        unclear_slots.*,
        count(distinct bandwidth_lines.filename) as files
    from unclear_slots
    inner join bandwidth_lines
        on unclear_slots.app_id = bandwidth_lines.app_id
        and unclear_slots.region = bandwidth_lines.region
        and unclear_slots.slot_started_at = bandwidth_lines.slot_started_at
        and unclear_slots.node is not distinct from bandwidth_lines.node
    group by all

)

select * from slots
order by app_id, usage_date
