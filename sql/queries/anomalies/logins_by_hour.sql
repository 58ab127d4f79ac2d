-- Login lines by hour of the billing day. Lines whose time was not kept are left out. Instants are counted by quarters of
-- an hour first, because zones differ from UTC by such quarters, and few instants then need the zone.
-- $zone: billing zone, IANA name
-- grain: app_id, usage_date, hour
with

quarters as (

    select
        app_id,
        usage_date,
        epoch_us(logged_in_at) // 900000000 as quarter,
        count(*) as quantity
    from lake_logins
    where logged_in_at is not null
    group by app_id, usage_date, quarter

),

hours as (

    select
        'logins' as source,
        app_id,
        '' as region,
        '' as node,
        usage_date,
        hour(timezone($zone, make_timestamptz(quarter * 900000000))) as hour,
        cast(sum(quantity) as bigint) as quantity
    from quarters
    group by app_id, usage_date, hour

)

select * from hours
order by app_id, usage_date, hour
