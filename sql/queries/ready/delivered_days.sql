-- Days on which an entry has rows, with the instant at which the file of the rows was written.
-- Reads entry_batches. A segment counts for all hours of its day: all bits of hours are set.
-- grain: one row a segment
-- units: arrived_at in seconds since the epoch, null if it is not known
with

arrivals as (

    select
        batch_id,
        min(try_cast(split_part(fingerprint, ' ', 2) as hugeint) // 1000000000) as arrived_at
    from deliveries
    group by batch_id

),

delivered_days as (

    select
        '' as app_id,
        counting_segments.usage_date,
        cast(-1 as bigint) as hours,
        cast(arrivals.arrived_at as bigint) as arrived_at
    from counting_segments
    inner join entry_batches on counting_segments.batch_id = entry_batches.batch_id
    left join arrivals on counting_segments.batch_id = arrivals.batch_id
    where counting_segments.rows > 0

)

select * from delivered_days
