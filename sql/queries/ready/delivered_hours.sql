-- Hours in which an app, or any app, has rows of an entry, with the instant at which the file of the rows was written.
-- Reads entry_batches and segment_hours.
-- grain: one row a segment and app
-- units: bit n of hours is hour n of the day; arrived_at in seconds since the epoch, null if it is not known
with

arrivals as (

    select
        batch_id,
        min(try_cast(split_part(fingerprint, ' ', 2) as hugeint) // 1000000000) as arrived_at
    from deliveries
    group by batch_id

),

delivered_hours as (

    select
        case when $is_by_app then segment_hours.app_id else '' end as app_id,
        counting_segments.usage_date,
        segment_hours.hours,
        cast(arrivals.arrived_at as bigint) as arrived_at
    from counting_segments
    inner join entry_batches on counting_segments.batch_id = entry_batches.batch_id
    inner join segment_hours
        on
            counting_segments.batch_id = segment_hours.batch_id
            and counting_segments.path = segment_hours.path
    left join arrivals on counting_segments.batch_id = arrivals.batch_id

)

select * from delivered_hours
