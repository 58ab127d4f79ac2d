-- Months of the rows of some batches, each as its first day.
-- $batch_ids: JSON list of ids
with

batch_months as (

    select distinct
        batches.source,
        batches.path,
        strftime(segments.usage_date, '%Y-%m-01') as "usageDate"
    from batches
    inner join segments on batches.batch_id = segments.batch_id
    where batches.batch_id in (select unnest(from_json($batch_ids, '["BIGINT"]')))

)

select * from batch_months
