-- Users of each app and month, with the days on which they were seen and on which they logged in. A set of days is
-- a number: day n of the month is the bit of 2^(n - 1). An earlier measurement hands in its rows as cached_user_days.
-- grain: app_id, usage_month, user_id
-- units: seen_days and login_days are sets of days
-- cached as: cached_user_days
-- same rule as: 110058012173
with

days as (

    select
        usage_date,
        cast(date_trunc('month', usage_date) as date) as usage_month,
        shiftleft(1, day(usage_date) - 1) as day_bit
    from calendar_days

),

delivered as (

    select
        stg_logins.app_id,
        days.usage_month,
        stg_logins.user_id,
        days.day_bit as seen_days,
        case when stg_logins.is_success then days.day_bit else 0 end as login_days
    from stg_logins
    inner join days on stg_logins.usage_date = days.usage_date

    union all

    select
        app_id,
        usage_month,
        user_id,
        seen_days,
        login_days
    from cached_user_days

),

users as (

    select
        app_id,
        usage_month,
        user_id,
        bit_or(seen_days) as seen_days,
        bit_or(login_days) as login_days
    from delivered
    group by app_id, usage_month, user_id

)

select * from users
