-- How fast do the groups of each app grow, month by month?
-- zh: 每个应用的群组逐月增长多快？
-- $app_id = '': one app; empty for all
-- zh $app_id: 某个应用；留空为全部
-- app_id: text
-- app_name: text, empty where none is given
-- month: billing month, YYYY-MM
-- groups_before: at the end of the app's month before; in its first month, at the end of its first day
-- groups_after: at the end of the month, or of the last day with data
-- highest_groups: on the highest day
-- change: groups_after less groups_before
-- growth_percent: change as percent of groups_before, half away from zero to 0.01; null where that is 0
with

months as (

    select
        app_id,
        date_trunc('month', usage_date) as usage_month,
        cast(arg_min(quantity, usage_date) as bigint) as first_groups,
        cast(arg_max(quantity, usage_date) as bigint) as groups_after,
        cast(max(quantity) as bigint) as highest_groups
    from daily_usage
    where metric = 'groups' and $app_id in ('', app_id)
    group by app_id, date_trunc('month', usage_date)

),

compared as (

    select
        *,
        coalesce(
            lag(groups_after) over (partition by app_id order by usage_month),
            first_groups
        ) as groups_before
    from months

),

group_growth as (

    select
        compared.app_id,
        apps.app_name,
        strftime(compared.usage_month, '%Y-%m') as month,
        compared.groups_before,
        compared.groups_after,
        compared.highest_groups,
        compared.groups_after - compared.groups_before as change,
        case
            when groups_before > 0
                then
                    sign(groups_after - groups_before)
                    * cast(
                        (20000 * abs(groups_after - groups_before) + groups_before)
                        // (2 * groups_before) as decimal(38, 0)
                    )
                    * 0.01
        end as growth_percent
    from compared
    left join apps
        on compared.app_id = apps.app_id
        and last_day(compared.usage_month) between coalesce(apps.valid_from, last_day(compared.usage_month))
        and coalesce(apps.valid_until, last_day(compared.usage_month))

)

select * from group_growth
order by app_id, month
