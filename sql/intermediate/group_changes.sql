-- Events that create or remove a group. Creating a group that exists changes nothing, and neither does dismissing one
-- that does not exist. At the same instant the creation comes first. A group has the type that it was created with.
-- grain: app_id, group_id, occurred_at, change
-- units: change in groups, 1 or -1
with

events as (

    select
        app_id,
        group_id,
        event,
        usage_date,
        occurred_at,
        max(group_type) as group_type
    from stg_groups
    where event in ('created', 'dismissed')
    group by app_id, group_id, event, usage_date, occurred_at

),

in_order as (

    select
        app_id,
        group_id,
        event,
        usage_date,
        occurred_at,
        group_type,
        lag(event) over (
            partition by app_id, group_id
            order by occurred_at asc nulls last, event asc nulls last
        ) as event_before
    from events

),

changes as (

    select
        app_id,
        group_id,
        usage_date,
        occurred_at,
        group_type,
        case when event = 'created' then 1 else -1 end as change
    from in_order
    where
        (event = 'created' and (event_before is null or event_before = 'dismissed'))
        or (event = 'dismissed' and event_before = 'created')

),

typed as (

    select
        app_id,
        group_id,
        usage_date,
        occurred_at,
        change,
        case
            when change = 1 then group_type
            else
                lag(group_type) over (
                    partition by app_id, group_id
                    order by occurred_at asc nulls last, change desc nulls last
                )
        end as group_type
    from changes

)

select * from typed
