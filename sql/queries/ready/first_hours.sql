-- The first day on which each app, or any app, has rows of an entry, with its hours.
-- Reads entry_batches and segment_hours.
-- grain: app_id
-- units: bit n of hours is hour n of the day
with

hours as (

    select
        case when $is_by_app then segment_hours.app_id else '' end as app_id,
        counting_segments.usage_date,
        segment_hours.hours
    from counting_segments
    inner join entry_batches on counting_segments.batch_id = entry_batches.batch_id
    inner join segment_hours
        on
            counting_segments.batch_id = segment_hours.batch_id
            and counting_segments.path = segment_hours.path

),

first_days as (

    select
        app_id,
        min(usage_date) as usage_date
    from hours
    group by app_id

),

first_hours as (

    select
        first_days.app_id,
        first_days.usage_date,
        bit_or(hours.hours) as hours
    from first_days
    inner join hours on first_days.app_id = hours.app_id and first_days.usage_date = hours.usage_date
    group by first_days.app_id, first_days.usage_date

)

select * from first_hours
