-- Slots with bandwidth: by hour over all nodes, and by day for each node, where hour is null.
-- $zone: billing zone, IANA name
-- grain: app_id, region, node, usage_date, hour
with

measured as (

    select distinct
        app_id,
        region,
        coalesce(node, '') as node,
        usage_date,
        slot_started_at
    from lake_bandwidth

),

slots as (

    select distinct
        app_id,
        region,
        usage_date,
        slot_started_at
    from measured

),

hours as (

    select
        'bandwidth' as source,
        app_id,
        region,
        '' as node,
        usage_date,
        hour(timezone($zone, make_timestamptz(epoch_us(slot_started_at)))) as hour,
        count(*) as quantity
    from slots
    group by app_id, region, usage_date, hour

),

nodes as (

    select
        'bandwidth' as source,
        app_id,
        region,
        node,
        usage_date,
        cast(null as bigint) as hour,
        count(*) as quantity
    from measured
    where node <> ''
    group by app_id, region, node, usage_date

),

counted as (

    select * from hours
    union all
    select * from nodes

)

select * from counted
order by app_id, region, node, usage_date, hour
