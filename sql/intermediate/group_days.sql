-- Groups that exist at the end of each calendar day, from the app's first event on.
-- grain: app_id, usage_date
-- units: all_groups and avchatrooms (AVChatRoom and BChatRoom) in groups
with

daily_changes as (

    select
        app_id,
        usage_date,
        cast(sum(change) as bigint) as all_groups,
        cast(sum(case when group_type in ('AVChatRoom', 'BChatRoom') then change else 0 end) as bigint)
            as avchatrooms
    from group_changes
    group by app_id, usage_date

),

first_days as (

    select
        app_id,
        min(usage_date) as first_date
    from stg_groups
    where event in ('created', 'dismissed')
    group by app_id

),

app_days as (

    select
        first_days.app_id,
        calendar_days.usage_date
    from first_days
    inner join calendar_days
        on first_days.first_date <= calendar_days.usage_date

),

daily as (

    select
        app_days.app_id,
        app_days.usage_date,
        cast(coalesce(sum(daily_changes.all_groups), 0) as bigint) as all_groups,
        cast(coalesce(sum(daily_changes.avchatrooms), 0) as bigint) as avchatrooms
    from app_days
    left join daily_changes
        on app_days.app_id = daily_changes.app_id
        and daily_changes.usage_date <= app_days.usage_date
    group by app_days.app_id, app_days.usage_date

)

select * from daily
