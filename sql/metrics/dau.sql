-- Distinct users who logged in, per app and billing day; 0 where every login failed.
-- grain: app_id, usage_date
-- units: quantity in users
-- adds up over: user_id
with

daily_users as (

    select
        app_id,
        usage_date,
        user_id,
        max(case when is_success then 1 else 0 end) as has_logged_in
    from stg_logins
    group by app_id, usage_date, user_id

),

daily as (

    select
        app_id,
        usage_date,
        cast(sum(has_logged_in) as bigint) as quantity
    from daily_users
    group by app_id, usage_date

)

select * from daily
