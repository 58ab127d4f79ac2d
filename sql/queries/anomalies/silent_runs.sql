-- Runs of days without activity that begin in the month, each with what the same series does on all other days.
-- grain: kind, source, app_id, region, node, usage_date
-- units: usual in users or slots of a day (the lower median), least_percent in percent of the day's slots, expected_days
-- and expected_quantity by the lower median of the weekday in other weeks
with

series as (

    select
        *,
        row_number() over (order by kind, source, app_id, region, node) as series_id
    from (
        select distinct
            kind,
            source,
            app_id,
            region,
            node
        from daily_series
    )

),

places as (

    select
        daily_series.*,
        series.series_id,
        row_number() over series_days as place
    from daily_series
    inner join series using (kind, source, app_id, region, node)
    window series_days as (partition by series.series_id order by daily_series.usage_date)

),

zeros as (

    select
        *,
        place - row_number() over (partition by series_id order by usage_date) as island
    from places
    where quantity = 0

),

runs as (

    select
        series_id,
        min(place) as first_place,
        max(place) as last_place,
        count(*) as days,
        min(usage_date) as usage_date,
        max(usage_date) as until_date,
        bool_and(is_judged) as is_judged
    from zeros
    group by series_id, island

),

other_runs as (

    select
        runs.series_id,
        runs.usage_date,
        max(others.days) as longest
    from runs
    inner join runs as others on runs.series_id = others.series_id
    where runs.is_judged and runs.usage_date <> others.usage_date
    group by runs.series_id, runs.usage_date

),

run_days as (

    select
        runs.series_id,
        runs.usage_date,
        places.quantity,
        places.slots,
        dayofweek(places.usage_date) as weekday,
        places.place between runs.first_place and runs.last_place as is_inside
    from runs
    inner join places on runs.series_id = places.series_id
    where runs.is_judged

),

other_days as (

    select
        series_id,
        usage_date,
        count(*) filter (quantity > 0) as active_days,
        list_sort(list(quantity)) as quantities,
        min(cast(quantity as hugeint) * 100 // slots) as least_percent
    from run_days
    where not is_inside
    group by series_id, usage_date

),

other_weekdays as (

    select
        series_id,
        usage_date,
        weekday,
        list_sort(list(quantity)) as quantities
    from run_days
    where not is_inside
    group by series_id, usage_date, weekday

),

expected_days as (

    select
        series_id,
        usage_date,
        count(*) filter (other_weekdays.quantities[(len(other_weekdays.quantities) + 1) // 2] > 0) as days,
        sum(other_weekdays.quantities[(len(other_weekdays.quantities) + 1) // 2]) as quantity
    from run_days
    inner join other_weekdays using (series_id, usage_date, weekday)
    where run_days.is_inside
    group by series_id, usage_date

),

described as (

    select
        series.kind,
        series.source,
        series.app_id,
        series.region,
        series.node,
        runs.usage_date,
        runs.until_date,
        runs.days,
        coalesce(expected_days.days, 0) as expected_days,
        coalesce(expected_days.quantity, 0) as expected_quantity,
        coalesce(other_runs.longest, 0) as longest_other,
        other_days.active_days,
        other_days.quantities[(len(other_days.quantities) + 1) // 2] as usual,
        other_days.least_percent
    from runs
    inner join series using (series_id)
    inner join other_days using (series_id, usage_date)
    left join other_runs using (series_id, usage_date)
    left join expected_days using (series_id, usage_date)

)

select * from described
order by kind, source, app_id, region, node, usage_date
