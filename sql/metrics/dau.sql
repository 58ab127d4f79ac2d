-- Distinct users who logged in, per app and billing day; 0 if every login failed.
-- grain: app_id, usage_date
-- units: quantity in users
-- adds up over: user_id
-- same rule as: 6880a926b3b0
-- same rule as: 0fe22d6efe4b
-- same rule as: e3dcdbb64b82
with

daily as (

    select
        app_id,
        usage_date,
        cast(count(distinct case when is_success then user_id end) as bigint) as quantity
    from stg_logins
    group by app_id, usage_date

)

select * from daily
