-- One value for each delivered measurement. A slot of a node that is delivered again counts once, with its higher
-- value. Lines of one slot without a node count in the same way, unless their source states another meaning: parts
-- add up, as byte counts always do, and of samples the mean counts.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds, node
-- units: bits / times in bits of the slot
with

named_nodes as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        node,
        max(bits) as bits,
        cast(1 as bigint) as times
    from stg_bandwidth
    where node is not null
    group by app_id, usage_date, region, slot_started_at, slot_seconds, node

),

unnamed_lines as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        coalesce(samples, 'highest') as samples,
        bits,
        measured_at
    from stg_bandwidth
    where node is null

),

samples_at_times as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        measured_at,
        max(bits) as bits
    from unnamed_lines
    where samples = 'mean'
    group by app_id, usage_date, region, slot_started_at, slot_seconds, measured_at

),

means as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        cast(sum(bits) as decimal(38, 6)) as bits,
        count(*) as times
    from samples_at_times
    group by app_id, usage_date, region, slot_started_at, slot_seconds

),

wholes as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        cast(
            greatest(
                max(case when samples = 'highest' then bits end),
                sum(case when samples in ('sum', 'bytes') then bits end)
            ) as decimal(38, 6)
        ) as bits
    from unnamed_lines
    group by app_id, usage_date, region, slot_started_at, slot_seconds

),

unnamed_nodes as (

    select
        wholes.app_id,
        wholes.usage_date,
        wholes.region,
        wholes.slot_started_at,
        wholes.slot_seconds,
        cast(null as string) as node,
        case
            when
                wholes.bits is null
                or means.bits > cast(wholes.bits as decimal(30, 6)) * cast(means.times as decimal(8, 0))
                then means.bits
            else wholes.bits
        end as bits,
        case
            when
                wholes.bits is null
                or means.bits > cast(wholes.bits as decimal(30, 6)) * cast(means.times as decimal(8, 0))
                then means.times
            else 1
        end as times
    from wholes
    left join means
        on
            wholes.app_id = means.app_id
            and wholes.usage_date = means.usage_date
            and wholes.region = means.region
            and wholes.slot_started_at = means.slot_started_at
            and wholes.slot_seconds = means.slot_seconds

),

measurements as (

    select * from named_nodes
    union all
    select * from unnamed_nodes

)

select * from measurements
