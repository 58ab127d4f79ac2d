-- Groups that were full on the day: no further member could join.
-- grain: app_id, usage_date
-- units: quantity in groups
with

daily as (

    select
        stg_groups.app_id,
        stg_groups.usage_date,
        cast(count(distinct stg_groups.group_id) as bigint) as quantity
    from stg_groups
    inner join calendar_days on stg_groups.usage_date = calendar_days.usage_date
    where stg_groups.event = 'full'
    group by stg_groups.app_id, stg_groups.usage_date

)

select * from daily
