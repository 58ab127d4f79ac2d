-- Slots with several lines of one thing whose meaning no source states: lines without a node, or byte counts of one
-- node at several times. Also slots with lines without a node from sources that state different meanings.
-- grain: app_id, usage_date, region, slot_started_at, slot_seconds, node
-- units: bits of the slot, divisor in bits a slot per Mbps
with

delivered as (

    select
        app_id,
        usage_date,
        region,
        node,
        slot_started_at,
        cast(slot_seconds as bigint) * 1000000 as divisor,
        count(*) as line_count,
        cast(sum(bits) as decimal(38, 6)) as added_bits,
        max(bits) as highest_bits,
        min(coalesce(samples, 'rates')) as first_samples,
        max(coalesce(samples, 'rates')) as last_samples,
        max(case when samples is null or samples = 'bytes' then 1 else 0 end) as is_unsaid,
        min(measured_at) as first_measured_at,
        max(measured_at) as last_measured_at
    from stg_bandwidth
    group by app_id, usage_date, region, node, slot_started_at, slot_seconds
    having count(*) > 1

),

unclear as (

    select
        app_id,
        usage_date,
        region,
        node,
        case when first_samples = last_samples then first_samples end as samples,
        slot_started_at,
        divisor,
        line_count,
        added_bits,
        highest_bits
    from delivered
    where
        (node is null and (is_unsaid = 1 or first_samples <> last_samples))
        or (
            node is not null
            and first_samples = 'bytes'
            and last_samples = 'bytes'
            and first_measured_at < last_measured_at
        )

)

select * from unclear
