-- The first day on which an entry has rows; it counts with all hours.
-- Reads entry_batches.
-- grain: one row, or none
with

days as (

    select counting_segments.usage_date
    from counting_segments
    inner join entry_batches on counting_segments.batch_id = entry_batches.batch_id
    where counting_segments.rows > 0

),

first_days as (

    select
        '' as app_id,
        min(usage_date) as usage_date,
        cast(-1 as bigint) as hours
    from days
    having count(*) > 0

)

select * from first_days
