-- Highest slot of each day and region; of equal slots the earliest.
-- grain: app_id, usage_date, region
-- units: quantity in bits of the slots that divisor is of, divisor in their bits per Mbps
with

weighted as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        cast(slot_seconds as bigint) * times as weight,
        slot_started_at
    from bandwidth_slots

),

ranked as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        weight,
        slot_started_at,
        row_number() over (
            partition by app_id, usage_date, region, weight
            order by quantity desc nulls last, slot_started_at asc nulls last
        ) as place
    from weighted

),

candidates as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        weight,
        slot_started_at
    from ranked
    where place = 1

),

peaks as (

    select
        app_id,
        usage_date,
        region,
        quantity,
        weight * 1000000 as divisor,
        slot_started_at as peak_at
    from candidates
    where
        not exists (
            select 1
            from candidates as others
            where
                others.app_id = candidates.app_id
                and others.usage_date = candidates.usage_date
                and others.region = candidates.region
                and others.weight <> candidates.weight
                and (
                    cast(others.quantity as decimal(30, 6)) * cast(candidates.weight as decimal(8, 0))
                    > cast(candidates.quantity as decimal(30, 6)) * cast(others.weight as decimal(8, 0))
                    or (
                        cast(others.quantity as decimal(30, 6)) * cast(candidates.weight as decimal(8, 0))
                        = cast(candidates.quantity as decimal(30, 6)) * cast(others.weight as decimal(8, 0))
                        and others.slot_started_at < candidates.slot_started_at
                    )
                )
        )

)

select * from peaks
