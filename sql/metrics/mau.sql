-- Distinct users who logged in, per app and billing month.
-- grain: app_id, usage_month
-- units: quantity in users
-- adds up over: user_id
-- same rule as: 6c2a52a1e897
-- same rule as: 8a34e8e09bf3
-- same rule as: ded68ef6f168
with

monthly as (

    select
        app_id,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        cast(count(distinct user_id) as bigint) as quantity
    from stg_logins
    where is_success
    group by app_id, cast(date_trunc('month', usage_date) as date)

)

select * from monthly
