-- Expected periods without a row, by app, and those whose first rows came after their time.
-- Reads expected_periods, expected_apps, delivered_hours, and unknown_days: days of segments that can no longer be read
-- and whose hours are not known. They count as delivered.
-- $most: number of missing periods that are returned
-- grain: app_id, position; late periods: position, with one of the apps and their number
-- units: arrived_at in seconds since the epoch, null if the rows are missing
with

wanted as (

    select
        expected_apps.app_id,
        expected_periods.position,
        expected_periods.usage_date,
        expected_periods.hour_index,
        expected_periods.due_at
    from expected_apps
    inner join expected_periods on expected_apps.expected_from <= expected_periods.starts_at
    where expected_periods.usage_date not in (select usage_date from unknown_days)

),

seen as (

    select
        wanted.app_id,
        wanted.position,
        min(coalesce(delivered_hours.arrived_at, 0)) as arrived_at
    from wanted
    inner join delivered_hours
        on
            wanted.app_id = delivered_hours.app_id
            and wanted.usage_date = delivered_hours.usage_date
    where wanted.hour_index is null or delivered_hours.hours & (cast(1 as bigint) << wanted.hour_index) <> 0
    group by wanted.app_id, wanted.position

),

missing as (

    select
        wanted.app_id,
        wanted.position,
        1 as apps,
        cast(null as bigint) as arrived_at
    from wanted
    left join seen on wanted.app_id = seen.app_id and wanted.position = seen.position
    where seen.position is null
    order by wanted.app_id, wanted.position
    limit $most

),

late as (

    select
        min(seen.app_id) as app_id,
        seen.position,
        count(*) as apps,
        max(seen.arrived_at) as arrived_at
    from seen
    inner join expected_periods on seen.position = expected_periods.position
    where seen.arrived_at > expected_periods.due_at
    group by seen.position

),

missing_periods as (

    select * from missing
    union all
    select * from late

)

select * from missing_periods
order by arrived_at is not null, app_id, position
