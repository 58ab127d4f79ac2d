-- Hours of a billing day in which an app has rows, by segment. Bit n is hour n from the beginning of the day; all bits
-- are set if the times of the rows are not stored.
-- Reads unread_segments (path, file, first second and hours of the day) and unread_rows (app_id, file, happened_at).
-- grain: batch_id, path, app_id
with

hours as (

    select
        unread_segments.batch_id,
        unread_segments.path,
        unread_rows.app_id,
        case
            when unread_rows.happened_at is not null
                then
                    cast(
                        least(
                            greatest(
                                (epoch_ms(unread_rows.happened_at) // 1000 - unread_segments.day_start) // 3600, 0
                            ),
                            unread_segments.day_hours - 1
                        ) as integer
                    )
        end as hour_index
    from unread_rows
    inner join unread_segments on unread_rows.file = unread_segments.file

),

segment_hours as (

    select
        batch_id,
        path,
        app_id,
        bit_or(case when hour_index is null then cast(-1 as bigint) else cast(1 as bigint) << hour_index end) as hours
    from hours
    group by batch_id, path, app_id

)

select * from segment_hours
