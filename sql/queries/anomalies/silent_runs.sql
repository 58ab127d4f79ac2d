-- Runs of days without activity that begin in the month, each with what the same series does on all other days.
-- grain: kind, source, app_id, region, node, usage_date
-- units: usual in users or slots of a day (the lower median), least_percent in percent of the day's slots, expected_days
-- and expected_quantity by the lower median of the weekday in other weeks
with

places as (

    select
        *,
        row_number() over series_days as place
    from daily_series
    window series_days as (partition by kind, source, app_id, region, node order by usage_date)

),

zeros as (

    select
        *,
        place - row_number() over series_days as island
    from places
    where quantity = 0
    window series_days as (partition by kind, source, app_id, region, node order by usage_date)

),

runs as (

    select
        kind,
        source,
        app_id,
        region,
        node,
        min(place) as first_place,
        max(place) as last_place,
        count(*) as days,
        min(usage_date) as usage_date,
        max(usage_date) as until_date,
        bool_and(is_judged) as is_judged
    from zeros
    group by kind, source, app_id, region, node, island

),

other_runs as (

    select
        runs.kind,
        runs.source,
        runs.app_id,
        runs.region,
        runs.node,
        runs.usage_date,
        max(others.days) as longest
    from runs
    inner join runs as others using (kind, source, app_id, region, node)
    where runs.is_judged and runs.usage_date <> others.usage_date
    group by runs.kind, runs.source, runs.app_id, runs.region, runs.node, runs.usage_date

),

other_days as (

    select
        runs.kind,
        runs.source,
        runs.app_id,
        runs.region,
        runs.node,
        runs.usage_date,
        runs.until_date,
        runs.days,
        count(*) filter (places.quantity > 0) as active_days,
        list_sort(list(places.quantity)) as quantities,
        min(cast(places.quantity as hugeint) * 100 // places.slots) as least_percent
    from runs
    inner join places using (kind, source, app_id, region, node)
    where runs.is_judged and places.place not between runs.first_place and runs.last_place
    group by
        runs.kind,
        runs.source,
        runs.app_id,
        runs.region,
        runs.node,
        runs.usage_date,
        runs.until_date,
        runs.days

),

other_weekdays as (

    select
        runs.kind,
        runs.source,
        runs.app_id,
        runs.region,
        runs.node,
        runs.usage_date,
        dayofweek(places.usage_date) as weekday,
        list_sort(list(places.quantity)) as quantities
    from runs
    inner join places using (kind, source, app_id, region, node)
    where runs.is_judged and places.place not between runs.first_place and runs.last_place
    group by runs.kind, runs.source, runs.app_id, runs.region, runs.node, runs.usage_date, weekday

),

expected_days as (

    select
        runs.kind,
        runs.source,
        runs.app_id,
        runs.region,
        runs.node,
        runs.usage_date,
        count(*) filter (other_weekdays.quantities[(len(other_weekdays.quantities) + 1) // 2] > 0) as days,
        sum(other_weekdays.quantities[(len(other_weekdays.quantities) + 1) // 2]) as quantity
    from runs
    inner join places using (kind, source, app_id, region, node)
    inner join other_weekdays using (kind, source, app_id, region, node)
    where places.place between runs.first_place and runs.last_place
        and runs.usage_date = other_weekdays.usage_date
        and dayofweek(places.usage_date) = other_weekdays.weekday
    group by runs.kind, runs.source, runs.app_id, runs.region, runs.node, runs.usage_date

),

described as (

    select
        other_days.kind,
        other_days.source,
        other_days.app_id,
        other_days.region,
        other_days.node,
        other_days.usage_date,
        other_days.until_date,
        other_days.days,
        coalesce(expected_days.days, 0) as expected_days,
        coalesce(expected_days.quantity, 0) as expected_quantity,
        coalesce(other_runs.longest, 0) as longest_other,
        other_days.active_days,
        other_days.quantities[(len(other_days.quantities) + 1) // 2] as usual,
        other_days.least_percent
    from other_days
    left join other_runs using (kind, source, app_id, region, node, usage_date)
    left join expected_days using (kind, source, app_id, region, node, usage_date)

)

select * from described
order by kind, source, app_id, region, node, usage_date
