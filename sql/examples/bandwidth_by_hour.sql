-- At which hours of the day is bandwidth used, by the raw logs of a month?
-- zh: 按某月的原始日志，一天中哪些小时在使用带宽？
-- $month = '': billing month, such as 2026-09; empty for the newest with bandwidth
-- zh $month: 账期，如 2026-09；留空为最近有带宽的月份
-- $app_id = '': one app; empty for all
-- zh $app_id: 某个应用；留空为全部
-- $time_zone = '': IANA zone of the hours, such as UTC; empty for the billing zone
-- zh $time_zone: 小时所用的 IANA 时区，如 UTC；留空为计费时区
-- app_id: text
-- region: domestic or international
-- hour: hour of the day in the zone, 0 to 23
-- slots: slots with data
-- mean_mbps: mean of the slots with data, each as long as it is, half up to 0.001
-- highest_mbps: Mbps of the highest slot, nodes summed
-- highest_at: start of that slot, instant in UTC; of several the first
with

chosen as (

    select cast(max(month) || '-01' as date) as usage_month
    from monthly_usage
    where metric like 'bandwidth_%' and $month in ('', month)

),

-- A slot of a node, or of lines without a node, counts once, with its highest value; byte counts without a node add
-- up. Of sources with samples: sum or mean the bill counts another value, which daily_usage has.
measurements as (

    select
        app_id,
        region,
        slot_started_at,
        slot_seconds,
        case
            when node is null and bool_and(delivered_bytes is not null) then sum(mbps)
            else max(mbps)
        end as mbps
    from bandwidth
    where
        usage_date between (select usage_month from chosen)
        and (select last_day(usage_month) from chosen)
        and $app_id in ('', app_id)
    group by
        app_id,
        region,
        slot_started_at,
        slot_seconds,
        node

),

slots as (

    select
        app_id,
        region,
        slot_started_at,
        slot_seconds,
        hour(slot_started_at at time zone coalesce(nullif($time_zone, ''), zone.time_zone)) as hour,
        sum(mbps) as mbps
    from measurements
    cross join zone
    group by app_id, region, slot_started_at, slot_seconds, zone.time_zone

),

bandwidth_by_hour as (

    select
        app_id,
        region,
        hour,
        count(*) as slots,
        -- Twice the thousandths and one half, divided as whole numbers: half up, without a double.
        cast(
            cast(floor(2000 * sum(mbps * slot_seconds) + sum(slot_seconds)) as hugeint)
            // (2 * sum(slot_seconds)) as decimal(38, 0)
        ) * 0.001 as mean_mbps,
        max(mbps) as highest_mbps,
        arg_max(slot_started_at, (mbps, -epoch_us(slot_started_at))) as highest_at
    from slots
    group by app_id, region, hour

)

select * from bandwidth_by_hour
order by app_id, region, hour
