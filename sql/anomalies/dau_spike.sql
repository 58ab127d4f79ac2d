-- A day on which far more users logged in than on the same weekday of other weeks.
-- metric: dau
-- message: {app_id} had {value} users on {day}; {expected} are usual for this weekday.
-- message_zh: {app_id} 在 {day} 有 {value} 位用户；同一星期几通常为 {expected}。
-- $percent = '80': least rise, in percent of the usual users
-- $weeks = '3': other weeks with this weekday that there must be
-- $least = '20': fewest more users; chance alone moves few by more
-- grain: app_id, usage_date
-- The usual users are the median of the weeks before. With too few of them, they are the lower median of all other weeks.
-- Chance explains some rises. So a rise must have 7 times the square root of the usual users. Its share of the day's users
-- must be 5 times the share that one day in five of this app has. Four times the usual users also count if hardly any day
-- of the app has 2.5 times its usual users. Before it, some day must have been as usual. The same weekday before must be
-- exceeded, too: an app that grows fast has no spike.
with

usual_days as (

    select
        app_id,
        usage_date,
        quantity,
        is_judged,
        last_week,
        case
            when len(earlier) >= cast($weeks as integer) then earlier[(len(earlier) + 1) // 2]
            else others[(len(others) + 1) // 2]
        end as usual
    from weekday_users
    where len(others) >= cast($weeks as integer)

),

rises as (

    select
        *,
        case
            when quantity > usual
                then cast((quantity - usual) * 1000 as hugeint) // greatest(cast(quantity as hugeint), 1)
            else 0
        end as rise
    from usual_days

),

app_rises as (

    select
        app_id,
        list_sort(list(rise) filter (quantity >= cast($least as integer))) as sorted,
        min(usage_date) filter (quantity * 100 < usual * (100 + cast($percent as integer))) as first_usual_date
    from rises
    group by app_id

),

spiked as (

    select
        rises.app_id,
        rises.app_id as subject,
        rises.usage_date,
        rises.quantity as value,
        rises.usual as expected
    from rises
    inner join app_rises on rises.app_id = app_rises.app_id
    where
        rises.is_judged
        and rises.usage_date > app_rises.first_usual_date
        and rises.usual > 0
        and rises.quantity - rises.usual >= cast($least as integer)
        and rises.quantity * 100 >= rises.usual * (100 + cast($percent as integer))
        and (rises.last_week is null or rises.quantity * 100 >= rises.last_week * (100 + cast($percent as integer)))
        and cast(rises.quantity - rises.usual as hugeint) * cast(rises.quantity - rises.usual as hugeint)
        >= 49 * cast(rises.usual as hugeint)
        and (
            rises.rise >= 5 * app_rises.sorted[(4 * len(app_rises.sorted) + 4) // 5]
            or (rises.rise >= 750 and app_rises.sorted[(19 * len(app_rises.sorted) + 19) // 20] <= 600)
        )

)

select * from spiked
