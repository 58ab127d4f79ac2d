-- A day on which far fewer users logged in than on the same weekday of other weeks.
-- metric: dau
-- message: {app_id} had {value} users on {day}; {expected} are usual for this weekday.
-- message_zh: {app_id} 在 {day} 有 {value} 位用户；同一星期几通常为 {expected}。
-- $percent = '40': least fall, in percent of the usual users
-- $weeks = '3': other weeks with this weekday that there must be
-- $least = '20': fewest usual users; chance alone moves fewer by more
-- grain: app_id, usage_date
-- The usual users are the median of the weeks before. With too few of them, they are the upper median of all other weeks.
-- Chance explains some falls. So a fall must have 5 times the square root of the usual users, and 5 times the fall that
-- one day in five of this app has. A fall by three quarters also counts if hardly any day of the app falls by half, and one
-- by nine tenths if hardly any falls by 60 percent.
-- Before it, some day must have been as usual: an app that starts slowly has not dropped.
with

usual_days as (

    select
        app_id,
        usage_date,
        quantity,
        is_judged,
        case
            when len(earlier) >= cast($weeks as integer) then earlier[(len(earlier) + 1) // 2]
            else others[len(others) // 2 + 1]
        end as usual
    from weekday_users
    where len(others) >= cast($weeks as integer)

),

falls as (

    select
        *,
        case
            when usual > quantity
                then cast((usual - quantity) * 1000 as hugeint) // greatest(cast(usual as hugeint), 1)
            else 0
        end as fall
    from usual_days

),

app_falls as (

    select
        app_id,
        list_sort(list(fall) filter (usual >= cast($least as integer))) as sorted,
        min(usage_date) filter (fall < 10 * cast($percent as integer)) as first_usual_date
    from falls
    group by app_id

),

dropped as (

    select
        falls.app_id,
        falls.app_id as subject,
        falls.usage_date,
        falls.quantity as value,
        falls.usual as expected
    from falls
    inner join app_falls on falls.app_id = app_falls.app_id
    where
        falls.is_judged
        and falls.usage_date > app_falls.first_usual_date
        and falls.usual >= cast($least as integer)
        and falls.fall >= 10 * cast($percent as integer)
        and cast(falls.usual - falls.quantity as hugeint) * cast(falls.usual - falls.quantity as hugeint)
        >= 25 * cast(falls.usual as hugeint)
        and (
            falls.fall >= 5 * app_falls.sorted[(4 * len(app_falls.sorted) + 4) // 5]
            or (falls.fall >= 750 and app_falls.sorted[(19 * len(app_falls.sorted) + 19) // 20] <= 500)
            or (falls.fall >= 900 and app_falls.sorted[(19 * len(app_falls.sorted) + 19) // 20] <= 600)
        )

)

select * from dropped
