-- How many users logged in on each day, and in the mean of the seven days up to it?
-- zh: 每天有多少用户登录，截至当天的七日均值是多少？
-- $month = '': billing month, such as 2026-09; empty for the newest with usage
-- zh $month: 账期，如 2026-09；留空为最近有用量的月份
-- $app_id = '': one app; empty for all
-- zh $app_id: 某个应用；留空为全部
-- app_id: text
-- usage_date: billing day
-- users: distinct users of the day
-- mean_users: mean of the days with data among the last seven, half up to 0.01
-- mean_days: how many days these are
with

chosen as (

    select cast(max(month) || '-01' as date) as usage_month
    from monthly_usage
    where metric = 'dau' and $month in ('', month)

),

days as (

    select
        app_id,
        usage_date,
        cast(quantity as bigint) as users,
        sum(quantity) over last_seven as sum_users,
        count(*) over last_seven as mean_days
    from daily_usage
    where metric = 'dau' and $app_id in ('', app_id)
    window last_seven as (
        partition by app_id order by usage_date
        range between interval 6 days preceding and current row
    )

),

daily_users as (

    select
        days.app_id,
        days.usage_date,
        days.users,
        -- Twice the hundredths and one half, divided as whole numbers: half up, without a double.
        cast((200 * cast(sum_users as hugeint) + mean_days) // (2 * mean_days) as decimal(38, 0))
        * 0.01 as mean_users,
        days.mean_days
    from days
    inner join chosen on date_trunc('month', days.usage_date) = chosen.usage_month

)

select * from daily_users
order by app_id, usage_date
