-- The time zone in which billing days and months are cut. No row before the first load.
with

published_zone as (

    select value as time_zone
    from meta
    where key = 'timezone'

)

select * from published_zone
