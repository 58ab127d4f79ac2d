-- Distinct users who logged in, per app and billing day; 0 where every login failed.
-- grain: app_id, usage_date
-- units: quantity in users
with

app_days as (

    select
        app_id,
        usage_date
    from stg_logins
    group by app_id, usage_date

),

daily_users as (

    select
        app_id,
        usage_date,
        user_id
    from stg_logins
    where is_success
    group by app_id, usage_date, user_id

),

counted as (

    select
        app_id,
        usage_date,
        count(*) as users
    from daily_users
    group by app_id, usage_date

),

daily as (

    select
        app_days.app_id,
        app_days.usage_date,
        cast(coalesce(counted.users, 0) as bigint) as quantity
    from app_days
    left join counted
        on app_days.app_id = counted.app_id
        and app_days.usage_date = counted.usage_date

)

select * from daily
