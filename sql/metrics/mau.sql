-- Distinct users who logged in, per app and billing month.
-- grain: app_id, usage_month
-- units: quantity in users
-- adds up over: user_id
with

monthly as (

    select
        app_id,
        usage_month,
        cast(count(*) as bigint) as quantity
    from user_days
    where login_days <> 0
    group by app_id, usage_month

)

select * from monthly
