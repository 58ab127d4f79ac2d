-- The rows of dau, from the days of each user. Days are taken eight at a time: users who were seen and logged in
-- on the same of these days are counted together, and eight days have few such combinations.
-- Example: u1 logs in on the 1st and the 2nd, u2 on the 2nd, u3 fails on the 1st. Their days are the sets
-- seen 3 and login 3, seen 2 and login 2, seen 1 and login 0. Day 1 is the bit 1, day 2 the bit 2: users who logged
-- in are u1 on the 1st, u1 and u2 on the 2nd.
-- grain: app_id, usage_date
-- units: quantity in users
with

days as (

    select
        usage_date,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        shiftleft(1, day(usage_date) - 1) as day_bit,
        case
            when day(usage_date) <= 8 then 255
            when day(usage_date) <= 16 then 65280
            when day(usage_date) <= 24 then 16711680
            else 2130706432
        end as eight_days
    from calendar_days

),

eights as (

    select distinct
        usage_month,
        eight_days
    from days

),

sets as (

    select
        user_days.app_id,
        user_days.usage_month,
        eights.eight_days,
        user_days.seen_days & eights.eight_days as seen_days,
        user_days.login_days & eights.eight_days as login_days,
        cast(count(*) as bigint) as users
    from user_days
    inner join eights on user_days.usage_month = eights.usage_month
    group by
        user_days.app_id,
        user_days.usage_month,
        eights.eight_days,
        user_days.seen_days & eights.eight_days,
        user_days.login_days & eights.eight_days

),

daily as (

    select
        sets.app_id,
        days.usage_date,
        cast(sum(case when sets.login_days & days.day_bit <> 0 then sets.users else 0 end) as bigint) as quantity
    from sets
    inner join days
        on sets.usage_month = days.usage_month
        and sets.eight_days = days.eight_days
    where sets.seen_days & days.day_bit <> 0
    group by sets.app_id, days.usage_date

)

select * from daily
