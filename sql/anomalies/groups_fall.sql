-- A day at whose end far fewer groups exist than the dismissals of the day explain.
-- metric: groups
-- message: {app_id} had {value} groups at the end of {day}; {before} the day before and {dismissed} dismissals leave {expected}.
-- message_zh: {app_id} 在 {day} 日终有 {value} 个群组；前一天 {before} 个，解散 {dismissed} 个后应为 {expected} 个。
-- $percent = '10': least fall beyond the dismissals, in percent of the groups of the day before
-- $least = '10': least fall beyond the dismissals, in groups
-- grain: app_id, usage_date
with

days as (

    select
        app_id,
        usage_date,
        is_judged,
        quantity,
        lag(quantity) over app_dates as before,
        lag(usage_date) over app_dates as date_before
    from app_days
    where metric = 'groups'
    window app_dates as (partition by app_id order by usage_date)

),

explained as (

    select
        days.app_id,
        days.usage_date,
        days.quantity,
        days.before,
        coalesce(activity.quantity, 0) as dismissed,
        greatest(days.before - coalesce(activity.quantity, 0), 0) as expected
    from days
    left join activity
        on activity.source = 'groups'
        and days.app_id = activity.app_id
        and days.usage_date = activity.usage_date
    where days.is_judged and days.date_before = days.usage_date - interval 1 day

),

fallen as (

    select
        app_id,
        app_id as subject,
        usage_date,
        quantity as value,
        expected,
        before,
        dismissed
    from explained
    where
        expected - quantity >= cast($least as integer)
        and (expected - quantity) * 100 >= before * cast($percent as integer)

)

select * from fallen
