-- Files that count and have rows in a month.
-- $first, $last: days of the month
with

counting as (

    select batch_id
    from counting_segments
    where usage_date between cast($first as date) and cast($last as date)

),

month_files as (

    select
        source,
        path,
        sha256,
        lines,
        headers,
        accepted,
        rejected
    from batches
    where batch_id in (select batch_id from counting)

)

select * from month_files
order by source, path, sha256
