-- The rows of mau, from the days of each user.
-- grain: app_id, usage_month
-- units: quantity in users
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
