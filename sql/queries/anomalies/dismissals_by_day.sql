-- Groups with a dismissal, by billing day; hour is null.
-- $zone: billing zone; days are cut already
-- grain: app_id, usage_date
with

days as (

    select
        'groups' as source,
        app_id,
        '' as region,
        '' as node,
        usage_date,
        cast(null as bigint) as hour,
        count(distinct group_id) as quantity
    from lake_groups
    where event = 'dismissed' and $zone is not null
    group by app_id, usage_date

)

select * from days
order by app_id, usage_date
