-- The offset of a time zone at a first second, and each second from which on it has another one. Compares the
-- beginnings of weeks, and halves the time between two that differ down to a second.
-- $zone: IANA name
-- $first, $last: seconds since the epoch
with recursive

weeks as (

    select
        seconds,
        epoch_ms(timezone($zone, make_timestamptz(seconds * 1000000))) // 1000 - seconds as east
    from range(cast($first as bigint), cast($last as bigint), 7 * 86400) as starts (seconds)

),

changes as (

    select
        lag(seconds) over (order by seconds) as low,
        seconds as high,
        lag(east) over (order by seconds) as earlier,
        east
    from weeks
    qualify earlier <> east

),

halved as (

    select * from changes

    union all

    select
        case when found = earlier then middle else low end as low,
        case when found = earlier then high else middle end as high,
        earlier,
        east
    from (
        select
            *,
            (low + high) // 2 as middle,
            epoch_ms(timezone($zone, make_timestamptz(((low + high) // 2) * 1000000))) // 1000
            - (low + high) // 2 as found
        from halved
        where high - low > 1
    )

),

offsets as (

    select
        seconds as changed_at,
        east
    from weeks
    where seconds = cast($first as bigint)

    union all

    select
        high as changed_at,
        east
    from halved
    where high - low = 1

)

select * from offsets
order by changed_at
