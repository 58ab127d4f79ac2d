-- A source without any data for one or more days.
-- message: No app has {source} {period}; {expected} {unit} a day are usual.
-- message_zh: {period}没有任何应用有{source}数据；通常每天 {expected} {unit}。
-- $least = '30': fewest users that would be usual on these days together; chance alone can keep fewer away
-- $quiet_days = '10': fewest days without bandwidth, of a workspace that has not bandwidth all day
-- $steady = '56': days without bandwidth times other days with it, where the latter have it in nine of ten slots
-- $active_days = '10': other days with data that there must be
-- grain: source, usage_date
-- Days without users must be more than 3 times the longest other pause. Days without bandwidth must be 4 more than 6 times
-- that. Fewer are enough if there is bandwidth in nine of ten slots of every other day, and there are enough of those. The
-- usual users are those of apps that had some before, by the median of each app and weekday.
with

runs as (

    select * from silent_runs
    where kind = 'source'

),

run_days as (

    select
        source,
        usage_date,
        cast(unnest(range(usage_date, until_date + interval 1 day, interval 1 day)) as date) as day
    from runs

),

app_lives as (

    select
        app_days.app_id,
        min(app_days.usage_date) as first_date
    from app_days
    left join ended_apps on app_days.app_id = ended_apps.app_id
    where app_days.metric = 'dau' and ended_apps.usage_date is null
    group by app_days.app_id

),

app_weekdays as (

    select
        app_id,
        dayofweek(usage_date) as weekday,
        list_sort(list(quantity)) as quantities
    from app_days
    where metric = 'dau'
    group by app_id, weekday

),

usual_users as (

    select
        run_days.source,
        run_days.usage_date,
        sum(app_weekdays.quantities[(len(app_weekdays.quantities) + 1) // 2]) as users
    from run_days
    inner join app_lives on app_lives.first_date < run_days.usage_date
    inner join app_weekdays
        on app_lives.app_id = app_weekdays.app_id and dayofweek(run_days.day) = app_weekdays.weekday
    group by run_days.source, run_days.usage_date

),

silent as (

    select
        runs.source,
        runs.source as subject,
        runs.usage_date,
        0 as value,
        runs.usual as expected,
        case
            when runs.days = 1 then 'on ' || strftime(runs.usage_date, '%Y-%m-%d')
            else
                'from ' || strftime(runs.usage_date, '%Y-%m-%d') || ' to ' || strftime(runs.until_date, '%Y-%m-%d')
                || ', ' || runs.days || ' days'
        end as period,
        case when runs.source = 'logins' then 'users' else 'slots' end as unit
    from runs
    left join usual_users on runs.source = usual_users.source and runs.usage_date = usual_users.usage_date
    where
        runs.active_days >= cast($active_days as integer)
        and case
            when runs.source = 'logins'
                then
                    runs.days >= 1 + 3 * runs.longest_other
                    and coalesce(usual_users.users, 0) >= cast($least as integer)
            else
                (runs.least_percent >= 90 and runs.days * runs.active_days >= cast($steady as integer))
                or (
                    runs.active_days >= 14
                    and runs.usual > 0
                    and runs.days >= greatest(cast($quiet_days as integer), 4 + 6 * runs.longest_other)
                )
        end

)

select * from silent
