-- Rejected lines by load, source and reason, of the loads that brought rows of the month.
-- grain: load_id, source, column_name, reason
with

loads_of_month as (

    select distinct batches.load_id
    from batches
    inner join counting_segments on batches.batch_id = counting_segments.batch_id
    where counting_segments.usage_date between cast($first as date) and cast($until as date)

),

loaded as (

    select
        batches.load_id,
        batches.source,
        cast(sum(batches.lines - batches.headers) as bigint) as lines
    from batches
    inner join loads_of_month on batches.load_id = loads_of_month.load_id
    where batches.withdrawn_sequence_number is null
    group by batches.load_id, batches.source

),

counted as (

    select
        batches.load_id,
        batches.source,
        rejects.column_name,
        rejects.reason,
        count(*) as rejected
    from rejects
    inner join batches on rejects.batch_id = batches.batch_id
    where batches.withdrawn_sequence_number is null
    group by batches.load_id, batches.source, rejects.column_name, rejects.reason

),

reasons as (

    select
        counted.load_id,
        counted.source,
        counted.column_name,
        counted.reason,
        counted.rejected,
        loaded.lines
    from counted
    inner join loaded on counted.load_id = loaded.load_id and counted.source = loaded.source

)

select * from reasons
order by load_id, source, column_name, reason
