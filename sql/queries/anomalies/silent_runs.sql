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
    inner join runs as others
        on runs.kind = others.kind
        and runs.source = others.source
        and runs.app_id = others.app_id
        and runs.region = others.region
        and runs.node = others.node
        and runs.usage_date <> others.usage_date
    where runs.is_judged
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
    inner join places
        on runs.kind = places.kind
        and runs.source = places.source
        and runs.app_id = places.app_id
        and runs.region = places.region
        and runs.node = places.node
        and places.place not between runs.first_place and runs.last_place
    where runs.is_judged
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
    inner join places
        on runs.kind = places.kind
        and runs.source = places.source
        and runs.app_id = places.app_id
        and runs.region = places.region
        and runs.node = places.node
        and places.place not between runs.first_place and runs.last_place
    where runs.is_judged
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
    inner join places
        on runs.kind = places.kind
        and runs.source = places.source
        and runs.app_id = places.app_id
        and runs.region = places.region
        and runs.node = places.node
        and places.place between runs.first_place and runs.last_place
    inner join other_weekdays
        on runs.kind = other_weekdays.kind
        and runs.source = other_weekdays.source
        and runs.app_id = other_weekdays.app_id
        and runs.region = other_weekdays.region
        and runs.node = other_weekdays.node
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
    left join other_runs
        on other_days.kind = other_runs.kind
        and other_days.source = other_runs.source
        and other_days.app_id = other_runs.app_id
        and other_days.region = other_runs.region
        and other_days.node = other_runs.node
        and other_days.usage_date = other_runs.usage_date
    left join expected_days
        on other_days.kind = expected_days.kind
        and other_days.source = expected_days.source
        and other_days.app_id = expected_days.app_id
        and other_days.region = expected_days.region
        and other_days.node = expected_days.node
        and other_days.usage_date = expected_days.usage_date

)

select * from described
order by kind, source, app_id, region, node, usage_date
