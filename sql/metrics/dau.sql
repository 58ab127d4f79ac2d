-- Distinct users who logged in, per app and billing day; 0 where every login failed.
-- grain: app_id, usage_date
-- units: quantity in users
-- adds up over: user_id
with

days as (

    select
        usage_date,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        shiftleft(1, day(usage_date) - 1) as day_bit
    from calendar_days

),

daily as (

    select
        user_days.app_id,
        days.usage_date,
        cast(sum(case when user_days.login_days & days.day_bit <> 0 then 1 else 0 end) as bigint) as quantity
    from user_days
    inner join days
        on user_days.usage_month = days.usage_month
        and user_days.seen_days & days.day_bit <> 0
    group by user_days.app_id, days.usage_date

)

select * from daily
