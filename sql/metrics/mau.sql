-- Distinct users who logged in, per app and billing month.
-- grain: app_id, usage_month
-- units: quantity in users
-- adds up over: user_id
with

monthly_users as (

    select
        app_id,
        last_day(usage_date) as month_end,
        user_id
    from stg_logins
    where is_success
    group by app_id, last_day(usage_date), user_id

),

monthly as (

    select
        app_id,
        cast(date_trunc('month', month_end) as date) as usage_month,
        cast(count(*) as bigint) as quantity
    from monthly_users
    group by app_id, month_end

)

select * from monthly
