-- A day with about twice as many users as any of the days before, though their number was steady.
-- metric: dau
-- message: {app_id} had {value} users on {day}, after at most {expected} on the {days} days before.
-- message_zh: {app_id} 在 {day} 有 {value} 位用户；此前 {days} 天最多 {expected} 位。
-- $percent = '190': least users, in percent of the most users of the days before
-- $days = '14': days before that are looked at
-- $least = '20': fewest more users; chance alone moves few by more
-- grain: app_id, usage_date
-- The number was steady if the most users of the days before are at most 130 percent of their median.
with

days as (

    select
        *,
        list(quantity) over (
            partition by app_id
            order by usage_date
            range between cast($days as integer) * interval 1 day preceding and interval 1 day preceding
        ) as earlier
    from app_days
    where metric = 'dau'

),

compared as (

    select
        app_id,
        usage_date,
        quantity,
        is_judged,
        len(earlier) as earlier_days,
        list_max(earlier) as highest,
        list_sort(earlier)[(len(earlier) + 1) // 2] as usual
    from days

),

doubled as (

    select
        app_id,
        app_id as subject,
        usage_date,
        quantity as value,
        highest as expected,
        earlier_days as days
    from compared
    where
        is_judged
        and earlier_days >= cast($days as integer)
        and highest * 100 <= usual * 130
        and quantity - highest >= cast($least as integer)
        and quantity * 100 >= highest * cast($percent as integer)
        and cast(quantity - highest as hugeint) * cast(quantity - highest as hugeint) >= 49 * cast(highest as hugeint)

)

select * from doubled
