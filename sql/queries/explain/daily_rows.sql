-- Delivered day values behind a day's value, in one shape for all sources.
with

counted_rows as (

    select
        files.file,
        lake_daily.line_number,
        cast(lake_daily.usage_date as varchar) as time,
        regexp_replace(cast(lake_daily.quantity as varchar), '\.?0+$', '') as what,
        cast(null as varchar) as user_id,
        lake_daily.quantity
    from lake_daily
    inner join files on lake_daily.filename = files.filename

)

select * from counted_rows
