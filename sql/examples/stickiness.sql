-- How many users has each app in a month, and how many of them come on a day?
-- zh: 每个应用当月有多少用户，其中平均每天来多少？
-- $month = '': billing month, such as 2026-09; empty for the newest with usage
-- zh $month: 账期，如 2026-09；留空为最近有用量的月份
-- app_id: text
-- app_name: text, empty where none is given
-- month: billing month, YYYY-MM
-- monthly_users: distinct users of the month (MAU)
-- mean_daily_users: user_days / days, half up to 0.01
-- stickiness_percent: user_days / (days × monthly_users) as percent, half up to 0.01
-- user_days: daily users, summed over the month
-- days: days of the month on which any app has logins
with

chosen as (

    select
        max(month) as month,
        last_day(cast(max(month) || '-01' as date)) as last_date
    from monthly_users
    where $month in ('', month)

),

days as (

    select count(distinct usage_date) as days
    from daily_usage
    inner join chosen on strftime(daily_usage.usage_date, '%Y-%m') = chosen.month
    where metric = 'dau' and not is_reported

),

user_days as (

    select
        app_id,
        cast(sum(quantity) as bigint) as user_days
    from daily_usage
    inner join chosen on strftime(daily_usage.usage_date, '%Y-%m') = chosen.month
    where metric = 'dau' and not is_reported
    group by app_id

),

stickiness as (

    select
        monthly_users.app_id,
        apps.app_name,
        monthly_users.month,
        monthly_users.quantity as monthly_users,
        cast((200 * user_days.user_days + days.days) // (2 * days.days) as decimal(38, 0))
        * 0.01 as mean_daily_users,
        cast(
            (20000 * user_days.user_days + days.days * monthly_users.quantity)
            // (2 * days.days * monthly_users.quantity) as decimal(38, 0)
        ) * 0.01 as stickiness_percent,
        user_days.user_days,
        days.days
    from monthly_users
    inner join chosen on monthly_users.month = chosen.month
    inner join user_days on monthly_users.app_id = user_days.app_id
    cross join days
    left join apps
        on monthly_users.app_id = apps.app_id
        and chosen.last_date between coalesce(apps.valid_from, chosen.last_date)
        and coalesce(apps.valid_until, chosen.last_date)
    where monthly_users.quantity > 0

)

select * from stickiness
order by monthly_users desc, app_id
