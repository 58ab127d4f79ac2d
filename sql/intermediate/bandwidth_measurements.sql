-- One value for each measurement that was delivered: where nodes are named, the same slot of the
-- same node delivered again counts once, with its higher value; lines without a node stand for themselves.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds, node (many rows where node is null)
-- units: bits of the slot
with

named_nodes as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        node,
        max(bits) as bits
    from stg_bandwidth
    where node is not null
    group by app_id, usage_date, region, slot_started_at, slot_seconds, node

),

unnamed_nodes as (

    select
        app_id,
        usage_date,
        region,
        slot_started_at,
        slot_seconds,
        node,
        bits
    from stg_bandwidth
    where node is null

),

measurements as (

    select * from named_nodes
    union all
    select * from unnamed_nodes

)

select * from measurements
