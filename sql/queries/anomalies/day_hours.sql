-- Hours of the billing days from $from to $until. On a day on which the clocks change, an hour can be missing or be there
-- twice.
-- $zone: billing zone; $slot_seconds: length of a slot
-- grain: usage_date, hour
with

quarters as (

    select
        timezone($zone, make_timestamptz(quarter * 900000000)) as local_time
    from
        range(
            epoch_us(cast($from as timestamp)) // 900000000 - 96,
            epoch_us(cast($until as timestamp)) // 900000000 + 192
        ) as quarters (quarter)

),

hours as (

    select
        cast(local_time as date) as usage_date,
        hour(local_time) as hour,
        15 * count(*) as minutes,
        15 * count(*) * 60 // cast($slot_seconds as integer) as slots
    from quarters
    where cast(local_time as date) between cast($from as date) and cast($until as date)
    group by usage_date, hour

)

select * from hours
order by usage_date, hour
