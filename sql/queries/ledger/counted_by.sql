-- Engines that counted a month, other than DuckDB, as JSON. A note holds as long as the same segments count.
-- $first, $last: days of the month
with

noted as (

    select distinct
        counted_by.source as measurement,
        counted_by.engine
    from counted_by
    inner join measured_days
        on counted_by.source = measured_days.source
        and counted_by.usage_date = measured_days.usage_date
        and counted_by.inputs = measured_days.inputs
    where counted_by.usage_date between cast($first as date) and cast($last as date)

)

select * from noted
order by measurement, engine
