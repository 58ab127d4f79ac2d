-- Workers of a cluster that read files of the loads that a month's counting batches came with.
-- $first, $last: days of the month
with

counting as (

    select batch_id
    from counting_segments
    where usage_date <= cast($last as date)
        and (usage_date >= cast($first as date) or source = 'groups')

),

month_workers as (

    select distinct load_workers.worker
    from load_workers
    inner join batches on load_workers.load_id = batches.load_id
    where batches.batch_id in (select batch_id from counting)

)

select * from month_workers
order by worker
