-- Distinct users who logged in, per app and billing month.
-- grain: app_id, usage_month
-- units: quantity in users
with

monthly_users as (

    select
        app_id,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        user_id
    from stg_logins
    where is_success
    group by app_id, cast(date_trunc('month', usage_date) as date), user_id

),

monthly as (

    select
        app_id,
        usage_month,
        cast(count(*) as bigint) as quantity
    from monthly_users
    group by app_id, usage_month

)

select * from monthly
