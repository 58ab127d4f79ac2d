-- Accepted group events.
-- grain: one row a delivered line
with

events as (

    select
        app_id,
        group_id,
        event,
        group_type,
        usage_date,
        occurred_at
    from lake_groups

)

select * from events
