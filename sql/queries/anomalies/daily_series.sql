-- Daily activity that can fall silent: of apps (users who logged in, slots with bandwidth), of nodes (slots) and of whole
-- sources (the sum of the apps whose plan has not ended). From the first day with activity until the last day that is over, with zeros.
-- grain: kind, source, app_id, region, node, usage_date
-- units: quantity in users or slots, slots in slots of the day; null for users
with

slots_of_days as (

    select
        usage_date,
        sum(slots) as slots
    from day_hours
    group by usage_date

),

users as (

    select
        app_id,
        usage_date,
        cast(quantity as decimal(28, 9)) as quantity
    from daily_usage
    where metric = 'dau' and usage_date between cast($from as date) and cast($until as date)

),

counted as (

    select
        'app' as kind,
        'logins' as source,
        app_id,
        '' as region,
        '' as node,
        usage_date,
        quantity
    from users
    union all
    select
        case when node = '' then 'app' else 'node' end as kind,
        source,
        app_id,
        region,
        node,
        usage_date,
        cast(sum(quantity) as decimal(28, 9)) as quantity
    from activity
    where source = 'bandwidth' and usage_date between cast($from as date) and cast($until as date)
    group by kind, source, app_id, region, node, usage_date

),

source_days as (

    select
        source,
        usage_date,
        cast(sum(quantity) as decimal(28, 9)) as quantity
    from counted
    where kind = 'app'
    group by source, usage_date

),

lives as (

    select
        kind,
        source,
        app_id,
        region,
        node,
        min(usage_date) as first_date
    from counted
    where quantity > 0
    group by kind, source, app_id, region, node

),

source_lives as (

    select
        counted.source,
        min(counted.usage_date) as first_date
    from counted
    left join ended_apps on counted.app_id = ended_apps.app_id
    where counted.kind = 'app' and ended_apps.usage_date is null and counted.quantity > 0
    group by counted.source

),

months as (

    select distinct usage_date
    from day_hours
    where usage_date >= cast($first as date)

),

own_days as (

    select
        lives.kind,
        lives.source,
        lives.app_id,
        lives.region,
        lives.node,
        source_days.usage_date,
        coalesce(counted.quantity, 0) as quantity
    from lives
    inner join source_days
        on lives.source = source_days.source and lives.first_date <= source_days.usage_date
    left join counted
        on lives.kind = counted.kind
        and lives.source = counted.source
        and lives.app_id = counted.app_id
        and lives.region = counted.region
        and lives.node = counted.node
        and source_days.usage_date = counted.usage_date
    left join ended_apps on lives.app_id = ended_apps.app_id
    where ended_apps.usage_date is null or source_days.usage_date < ended_apps.usage_date

),

whole_days as (

    select
        'source' as kind,
        counted.source,
        '' as app_id,
        '' as region,
        '' as node,
        counted.usage_date,
        cast(sum(counted.quantity) as decimal(28, 9)) as quantity
    from counted
    left join ended_apps on counted.app_id = ended_apps.app_id
    where counted.kind = 'app' and ended_apps.usage_date is null
    group by counted.source, counted.usage_date
    having sum(counted.quantity) > 0
    union all
    select
        'source' as kind,
        source_lives.source,
        '' as app_id,
        '' as region,
        '' as node,
        months.usage_date,
        0 as quantity
    from source_lives
    inner join months on source_lives.first_date <= months.usage_date
    left join source_days
        on source_lives.source = source_days.source and months.usage_date = source_days.usage_date
    where source_days.usage_date is null

),

all_days as (

    select * from own_days
    union all
    select * from whole_days

),

series as (

    select
        all_days.kind,
        all_days.source,
        all_days.app_id,
        all_days.region,
        all_days.node,
        all_days.usage_date,
        all_days.quantity,
        case when all_days.source = 'bandwidth' then slots_of_days.slots end as slots,
        all_days.usage_date >= cast($first as date) as is_judged
    from all_days
    inner join slots_of_days on all_days.usage_date = slots_of_days.usage_date

)

select * from series
order by kind, source, app_id, region, node, usage_date
