-- The first unclear slot of each app and day, with the number of its unclear slots.
with

slots as (

    select
        *,
        count(*) over (partition by app_id, usage_date) as times
    from bandwidth_samples
    qualify
        row_number() over (
            partition by app_id, usage_date order by slot_started_at, region, node nulls first
        ) = 1

)

select * from slots
